#!/bin/bash
# Stands for nc: takes the lowest place that is free, waits until eight were taken at once, says which it had and leaves it.
case $1 in -h | --help)
  echo 'usage: nc [-vz] [-w seconds] host port'
  exit
  ;;
esac
folder=${0%/*}
place=1
until /bin/mkdir "$folder/place-$place" 2>/dev/null; do place=$((place + 1)); done
until [ -e "$folder/full" ]; do
  [ ! -d "$folder/place-8" ] || : >"$folder/full"
done
/bin/rmdir "$folder/place-$place"
echo "place $place"
