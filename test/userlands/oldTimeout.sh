#!/bin/bash
# timeout(1) as BusyBox before 1.30 had it: `timeout [-t SECS] [-s SIG] PROG ARGS`, ten seconds unless said otherwise, ended
# by SIGTERM. Whatever stands first is the program, a number too.
seconds=10
while getopts t:s: option; do
  case $option in
    t) seconds=$OPTARG ;;
    s) ;;
    *)
      echo 'BusyBox v1.29.3 multi-call binary. Usage: timeout [-t SECS] [-s SIG] PROG ARGS' >&2
      exit 1
      ;;
  esac
done
shift $((OPTIND - 1))
if ! command -v "$1" >/dev/null; then
  echo "timeout: can't execute '$1': No such file or directory" >&2
  exit 127
fi
exec /usr/bin/timeout --preserve-status "$seconds" "$@"
