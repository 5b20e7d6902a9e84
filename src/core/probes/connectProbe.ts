import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import { defineProbe } from './defineProbe.ts';

/** One TCP connection to try. */
export interface ConnectTarget {
  readonly address: string;
  readonly port: number;
}

export interface ConnectParameters extends ContainerTarget {
  readonly targets: readonly ConnectTarget[];
  /** How often each target is tried: more than once where a Service may choose another backend each time. */
  readonly attempts: number;
  /** Waits so long before it tries; for a second look at what may only have been settling. */
  readonly afterSeconds?: number;
}

/** How one attempt ended. `failed`: no connection, and the tool does not say why. `silent`: nothing came back over UDP. */
export type ConnectStatus = 'connected' | 'refused' | 'timeout' | 'unreachable' | 'silent' | 'failed';

export interface ConnectAttempt extends ConnectTarget {
  readonly status: ConnectStatus;
  /** The tool's own words. */
  readonly message: string;
}

export interface ConnectResult {
  readonly tool: string;
  readonly attempts: readonly ConnectAttempt[];
}

/** Seconds that one attempt may take; a SYN is repeated after 1 s (TCP_TIMEOUT_INIT), so one loss is survived. */
const attemptSeconds = 3;

/**
 * Tries every target in parallel with whatever the image has. Targets come as positional parameters, never as text of
 * the script. Each attempt prints one line: "@ ADDRESS PORT STATUS MESSAGE".
 */
const script = `set -f
seconds=$1; attempts=$2; shift 2
has() { command -v "$1" >/dev/null 2>&1; }
limit=; has timeout && limit="timeout $seconds"
if has bash && [ -n "$limit" ]; then tool=bash
elif has python3; then tool=python3
elif has nc; then tool=nc
elif has curl; then tool=curl
elif has perl; then tool=perl
elif has wget; then tool=wget
else exit 127; fi
echo "tool $tool"
connect() {
  case $tool in
    bash) $limit bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" ;;
    python3) python3 -c 'import socket,sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), float(sys.argv[3]))' "$1" "$2" "$seconds" ;;
    nc) if nc -h 2>&1 | grep -q -e ' -z\\|[-[][a-zA-Z0-9]*z'; then $limit nc -vz -w "$seconds" "$1" "$2" </dev/null
      else $limit nc -w "$seconds" "$1" "$2" -e true; fi ;;
    curl) case $1 in *:*) at="[$1]" ;; *) at=$1 ;; esac
      curl -sS -o /dev/null --connect-timeout "$seconds" --max-time "$seconds" "telnet://$at:$2" </dev/null ;;
    perl) perl -MIO::Socket::IP -e 'IO::Socket::IP->new(PeerHost=>$ARGV[0],PeerPort=>$ARGV[1],Timeout=>$ARGV[2]) or die "$@ $!\\n"' "$1" "$2" "$seconds" ;;
    wget) case $1 in *:*) at="[$1]" ;; *) at=$1 ;; esac
      wget -T "$seconds" -O /dev/null "http://$at:$2/" ;;
  esac
}
attempt() {
  message=$(connect "$1" "$2" 2>&1); status=$?
  echo "@ $1 $2 $status" $message
}
while [ $# -ge 2 ]; do
  count=0
  while [ $count -lt "$attempts" ]; do attempt "$1" "$2" & count=$((count + 1)); done
  shift 2
done
wait`;

function classify(tool: string, exitCode: number, message: string): ConnectStatus {
  if (exitCode === 0) return 'connected';
  // wget speaks HTTP: an answer that is not 200 still came over a connection.
  if (tool === 'wget' && /server returned|HTTP\/|ERROR \d{3}|bad header/i.test(message)) return 'connected';
  if (/refused/i.test(message)) return 'refused';
  if (/no route|unreachable|permitted/i.test(message)) return 'unreachable';
  if (/timed? ?out/i.test(message)) return 'timeout';
  // timeout(1) ends what it runs with 124 (coreutils) or SIGTERM (busybox); curl's 28 is a time-out.
  if (exitCode === 124 || exitCode === 143 || (tool === 'curl' && exitCode === 28)) return 'timeout';
  // curl telnet:// ends with 28 when the peer keeps an accepted connection open, which its message tells apart.
  return 'failed';
}

/** What the end of one attempt means: by the tool, its exit code and its words. */
type StatusOf = (tool: string, exitCode: number, message: string) => ConnectStatus;

/** Reads "tool NAME" and one "@ ADDRESS PORT STATUS MESSAGE" an attempt, as the probes that try addresses print them. */
export function parseAttempts(
  text: string,
  statusOf: StatusOf,
): { value?: ConnectResult; errors: readonly string[] } {
  const [first = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const tool = /^tool (\S+)$/.exec(first)?.[1];
  if (tool === undefined) return { errors: ['the probe printed no tool'] };
  const attempts: ConnectAttempt[] = [];
  const errors: string[] = [];
  for (const line of lines) {
    const match = /^@ (\S+) (\d+) (\d+)(?: (.*))?$/.exec(line);
    if (match?.[1] === undefined) {
      errors.push(`unexpected line: ${line.slice(0, 120)}`);
      continue;
    }
    const message = match[4] ?? '';
    attempts.push({
      address: match[1],
      port: Number(match[2]),
      status: statusOf(tool, Number(match[3]), message),
      message,
    });
  }
  return { value: { tool, attempts }, errors };
}

/** Reads the lines that the script prints. */
export function parseConnectOutput(text: string): { value?: ConnectResult; errors: readonly string[] } {
  return parseAttempts(text, (tool, exitCode, message) => {
    const kept = tool === 'curl' && exitCode === 28 && /operation timed out/i.test(message);
    return kept ? 'connected' : classify(tool, exitCode, message);
  });
}

/** TCP connections from inside a container, to pods directly and through a Service's address. No data is sent. */
export const connectProbe = defineProbe<ConnectParameters, ConnectResult>({
  id: 'tcp-connect',
  title: 'TCP connections from the pod',
  privilege: 'exec',
  timeoutMilliseconds: 20_000,
  identity: ({ targets, attempts, afterSeconds }) =>
    `${targets.map(({ address, port }) => `${address}/${port}`).join(',')}x${attempts}${afterSeconds === undefined ? '' : `+${afterSeconds}s`}`,
  vantage: containerVantage,
  action: ({ targets, attempts, afterSeconds }) => ({
    kind: 'exec',
    argv: [
      ...(afterSeconds === undefined
        ? []
        : ['sh', '-c', 'sleep "$1"; shift; exec "$@"', 'podpath', String(afterSeconds)]),
      'sh',
      '-c',
      script,
      'podpath',
      String(attemptSeconds),
      String(attempts),
      ...targets.flatMap(({ address, port }) => [address, String(port)]),
    ],
  }),
  parse: (observation) => parseConnectOutput(observation.stdout),
});
