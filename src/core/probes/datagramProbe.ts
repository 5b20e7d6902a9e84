import {
  networkErrorIn,
  parseAttempts,
  type ConnectResult,
  type ConnectStatus,
  type ConnectTarget,
} from './connectAttempts.ts';
import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import { defineProbe } from './defineProbe.ts';
import { limitTime, probeScript, runsTool, tryAddresses } from './probeScript.ts';

export interface DatagramParameters extends ContainerTarget {
  readonly targets: readonly ConnectTarget[];
  /** How often each target is tried: more than once where a Service may choose another backend each time. */
  readonly attempts: number;
}

/** Seconds that are waited for an answer or an ICMP error; both come at once where they come at all. */
const waitSeconds = 2;

/**
 * Sends one line break to every target and waits for what comes back: a datagram, or an ICMP error, which a connected
 * socket reports as ECONNREFUSED (udp(7)). Targets come as positional parameters, never as text of the script; the
 * smallest tool that can tell is taken. With `-d ''` bash's read ends at any first byte, a zero byte too.
 */
const script = probeScript(
  [limitTime, tryAddresses, runsTool],
  `seconds=$1; attempts=$2; shift 2
if runs bash -c :; then tool=bash
elif has perl && perl -MIO::Socket::IP -e 1 2>/dev/null; then tool=perl
elif has python3 && python3 -c 'import socket' 2>/dev/null; then tool=python3
else missing bash perl python3; fi
echo "tool $tool"
long=$((seconds + 5))
try() {
  case $tool in
    bash) limit $long bash -c 'exec 3<>"/dev/udp/$0/$1" && echo >&3 && IFS= read -r -d "" -n 1 -t "$2" -u 3; status=$?
[ $status -gt 128 ] && echo silent; exit $status' "$1" "$2" "$seconds" ;;
    perl) limit $long perl -MIO::Socket::IP -e '$SIG{ALRM} = sub { print "silent\\n"; exit 1 }; alarm $ARGV[2];
$own = IO::Socket::IP->new(PeerHost=>$ARGV[0],PeerPort=>$ARGV[1],Proto=>"udp") or die "connect: $!\\n";
defined($own->send("\\n")) or die "send: $!\\n"; defined($own->recv($answer, 1)) or die "receive: $!\\n"' "$1" "$2" "$seconds" ;;
    python3) limit $long python3 -c 'import socket,sys
try:
  own = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
  own.settimeout(float(sys.argv[3])); own.connect((sys.argv[1], int(sys.argv[2]))); own.send(b"\\n"); own.recv(1)
except socket.timeout: sys.exit("silent")
except OSError as error: sys.exit("connect: " + str(error))' "$1" "$2" "$seconds" ;;
  esac
}
try_all "$@"`,
);

function statusOf(_tool: string, exitCode: number, message: string): ConnectStatus {
  if (exitCode === 0) return 'connected';
  if (/(?:^| )silent$/.test(message)) return 'silent';
  const prohibited = /\b(?:connect|send|write error): .*(?:operation not permitted|permission denied)/i;
  return networkErrorIn(message) ?? (prohibited.test(message) ? 'unreachable' : 'unknown');
}

/** Reads the lines that the script prints. */
export function parseDatagramOutput(text: string): { value?: ConnectResult; errors: readonly string[] } {
  return parseAttempts(text, statusOf);
}

/**
 * UDP datagrams from inside a container, to pods directly and through a Service's address. An answer proves the way, an
 * ICMP error that nobody takes it; silence tells nothing, since an application need not answer a line break.
 */
export const datagramProbe = defineProbe<DatagramParameters, ConnectResult>({
  id: 'udp-datagram',
  title: 'UDP datagrams from the pod',
  privilege: 'exec',
  processes: ({ targets, attempts }) => targets.length * attempts,
  timeoutMilliseconds: 30_000,
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
