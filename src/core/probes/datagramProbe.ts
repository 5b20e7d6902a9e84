import { parseAttempts, type ConnectResult, type ConnectStatus, type ConnectTarget } from './connectProbe.ts';
import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import { defineProbe } from './defineProbe.ts';

export interface DatagramParameters extends ContainerTarget {
  readonly targets: readonly ConnectTarget[];
  /** How often each target is tried: more than once where a Service may choose another backend each time. */
  readonly attempts: number;
}

/** Seconds that are waited for an answer or an ICMP error; both come at once where they come at all. */
const waitSeconds = 2;

/**
 * Sends one line break to every target in parallel and waits for what comes back: a datagram, or an ICMP error, which a
 * connected socket reports as ECONNREFUSED (udp(7)). Targets come as positional parameters, never as text of the
 * script. Each attempt prints one line: "@ ADDRESS PORT STATUS MESSAGE", where STATUS is 0 for an answer.
 */
const script = `set -f
seconds=$1; attempts=$2; shift 2
has() { command -v "$1" >/dev/null 2>&1; }
if has python3; then tool=python3
elif has perl; then tool=perl
elif has bash; then tool=bash
else exit 127; fi
echo "tool $tool"
send() {
  case $tool in
    python3) python3 -c 'import socket,sys
try:
  own = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
  own.settimeout(float(sys.argv[3])); own.connect((sys.argv[1], int(sys.argv[2]))); own.send(b"\\n"); own.recv(1)
except socket.timeout: sys.exit("silent")
except OSError as error: sys.exit(str(error))' "$1" "$2" "$seconds" 2>&1 ;;
    perl) perl -MIO::Socket::IP -e '$SIG{ALRM} = sub { print "silent\\n"; exit 1 }; alarm $ARGV[2];
$own = IO::Socket::IP->new(PeerHost=>$ARGV[0],PeerPort=>$ARGV[1],Proto=>"udp") or die "$@\\n";
$own->send("\\n"); defined($own->recv($answer, 1)) or die "$!\\n"' "$1" "$2" "$seconds" 2>&1 ;;
    bash) bash -c 'exec 3<>"/dev/udp/$0/$1" && echo >&3 && IFS= read -r -n 1 -t "$2" -u 3; status=$?
[ $status -gt 128 ] && echo silent; exit $status' "$1" "$2" "$seconds" 2>&1 ;;
  esac
}
attempt() {
  message=$(send "$1" "$2"); status=$?
  echo "@ $1 $2 $status" $message
}
while [ $# -ge 2 ]; do
  count=0
  while [ $count -lt "$attempts" ]; do attempt "$1" "$2" & count=$((count + 1)); done
  shift 2
done
wait`;

function classify(exitCode: number, message: string): ConnectStatus {
  if (exitCode === 0) return 'connected';
  if (/refused/i.test(message)) return 'refused';
  if (/no route|unreachable|permitted/i.test(message)) return 'unreachable';
  return message.includes('silent') ? 'silent' : 'failed';
}

/** Reads the lines that the script prints. */
export function parseDatagramOutput(text: string): { value?: ConnectResult; errors: readonly string[] } {
  return parseAttempts(text, (_tool, exitCode, message) => classify(exitCode, message));
}

/**
 * UDP datagrams from inside a container, to pods directly and through a Service's address. An answer proves the way, an
 * ICMP error that nobody takes it; silence tells nothing, since an application need not answer a line break.
 */
export const datagramProbe = defineProbe<DatagramParameters, ConnectResult>({
  id: 'udp-datagram',
  title: 'UDP datagrams from the pod',
  privilege: 'exec',
  timeoutMilliseconds: 20_000,
  identity: ({ targets, attempts }) =>
    `${targets.map(({ address, port }) => `${address}/${port}`).join(',')}x${attempts}`,
  vantage: containerVantage,
  action: ({ targets, attempts }) => ({
    kind: 'exec',
    argv: [
      ...['sh', '-c', script, 'podpath', String(waitSeconds), String(attempts)],
      ...targets.flatMap(({ address, port }) => [address, String(port)]),
    ],
  }),
  parse: (observation) => parseDatagramOutput(observation.stdout),
});
