/**
 * How long at most anything lives that was created, in seconds: longer than a run, and short enough to be harmless when
 * nobody is left to remove it.
 */
export const lifetimeSeconds = 600;

/**
 * The program of a container that only waits for probes: ends by itself at the end of its lifetime, and at SIGTERM.
 * @param token stands among its words, so that the process can be found again; letters, digits and dashes
 */
export function keepAliveCommand(token: string): readonly string[] {
  const script = `trap 'kill "$!" 2>/dev/null; exit 0' TERM; sleep "$1" & wait "$!"`;
  return ['sh', '-c', script, token, String(lifetimeSeconds)];
}

/**
 * Ends the program with this token, run in its container. The token comes in two words, so that the command does not find
 * itself; the process may have any number, because a pod may share its process namespace (spec.shareProcessNamespace).
 */
export function endCommand(token: string): readonly string[] {
  const script = `for process in /proc/[0-9]*; do
  if grep -qs "$1$2" "$process/cmdline"; then kill "\${process#/proc/}" 2>/dev/null; fi
done`;
  return ['sh', '-c', script, 'podpath-end', token.slice(0, 1), token.slice(1)];
}
