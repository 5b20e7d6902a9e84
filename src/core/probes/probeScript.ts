/**
 * What every probe's shell script begins with. Words of tools are read by their English text, so the locale is C. What
 * the tools of an image cannot do ends with 127, which a shell says of a command that is not there (POSIX, XCU 2.8.2).
 *
 * - `has TOOL`: whether there is such a command.
 * - `missing TOOLS`: ends the script, because none of these works.
 */
const start = `set -f
LC_ALL=C; export LC_ALL
has() { command -v "$1" >/dev/null 2>&1; }
missing() { echo "no tool of these works here: $*" >&2; exit 127; }`;

/** The last line of every script's output. What ends without it was cut off. */
const end = `echo "@ end"
exit 0`;

/**
 * `runs TOOL ARGUMENTS`: whether a tool can be started: 126 and 127 are a shell's, and the dynamic loader's, words for no.
 */
export const runsTool = `runs() { has "$1" || return 1; "$@" >/dev/null 2>&1 </dev/null; [ $? -lt 126 ]; }`;

/**
 * `report TITLE COMMAND ARGUMENTS` prints a part of the output: its title, what the command prints, and how it ended.
 * A file may lack its last line break.
 */
export const reportPart = `report() {
  echo "@ $1"; shift
  "$@" 2>&1 </dev/null; report_status=$?
  printf '\\n@ status %s\\n' "$report_status"
  return $report_status
}`;

/**
 * `limit SECONDS COMMAND ARGUMENTS` ends a command after some time: the status is 124 then, or 143 (SIGTERM). BusyBox
 * before 1.30 wants the seconds behind -t. The shell waits and kills where an image has no timeout(1), and in the place of
 * toybox's, which ends with 127 now and then when its command ends at once (0.8.9). `$limiter` is empty where nothing can
 * do it.
 */
export const limitTime = `limiter=
case $(timeout --help 2>&1 </dev/null) in *oybox*) loses_status=1 ;; *) loses_status= ;; esac
if has timeout && [ -z "$loses_status" ] && timeout 9 sh -c : >/dev/null 2>&1; then limiter=timeout
elif has timeout && timeout -t 9 sh -c : >/dev/null 2>&1; then limiter='timeout -t'
elif has sleep; then limiter=sleep; fi
limit() {
  case $limiter in
    sleep) watch_over "$@" ;;
    '') shift; "$@" ;;
    *) $limiter "$@" ;;
  esac
}
watch_over() {
  watch_seconds=$1; shift
  "$@" & watched=$!
  (trap 'kill $sleeping; exit' TERM; sleep "$watch_seconds" & sleeping=$!; wait $sleeping; kill $watched) >/dev/null 2>&1 &
  watcher=$!
  wait $watched; watch_status=$?
  kill $watcher 2>/dev/null; wait $watcher 2>/dev/null
  return $watch_status
}`;

/** `show FILE` prints a file with cat, or with the shell itself where an image has nothing but a shell. */
export const showFile = `show() {
  if has cat; then cat "$1"
  else while IFS= read -r line || [ -n "$line" ]; do printf '%s\\n' "$line"; done <"$1"; fi
}`;

/** Processes that a probe starts side by side at most: the container is an application's, with its memory limit. */
export const mostAttemptsAtOnce = 8;

/**
 * `try_all ADDRESS PORT …` tries each `$attempts` times and prints a line "@ ADDRESS PORT STATUS MESSAGE" for each, by a
 * function `try ADDRESS PORT` of the script.
 */
export const tryAddresses = `attempt() {
  message=$(try "$1" "$2" 2>&1 </dev/null); status=$?
  set -- "$1" "$2" "$status" $message
  printf '%s\\n' "@ $*"
}
walk_lane() {
  turn=0
  while [ $# -ge 2 ]; do
    count=0
    while [ $count -lt "$attempts" ]; do
      [ $((turn % ${mostAttemptsAtOnce})) -ne $lane ] || attempt "$1" "$2"
      turn=$((turn + 1)); count=$((count + 1))
    done
    shift 2
  done
}
try_all() {
  lane=0
  while [ $lane -lt ${mostAttemptsAtOnce} ] && [ $lane -lt $((attempts * $# / 2)) ]; do
    walk_lane "$@" & lane=$((lane + 1))
  done
  wait
}`;

/** A whole script: the shared beginning, the shared functions that it uses, its own lines, the end mark. */
export function probeScript(functions: readonly string[], body: string): string {
  return [start, ...functions, body, end].join('\n');
}
