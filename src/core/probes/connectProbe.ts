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

export interface ConnectParameters extends ContainerTarget {
  readonly targets: readonly ConnectTarget[];
  /** How often each target is tried: more than once where a Service may choose another backend each time. */
  readonly attempts: number;
  /** Waits so long before it tries; for a second look at what may only have been settling. */
  readonly afterSeconds?: number;
}

/**
 * Seconds that one attempt may take; a SYN is repeated after 1 s (TCP_TIMEOUT_INIT), so one loss is survived. Two rounds of
 * eight that are lost take four seconds.
 */
const attemptSeconds = 2;

/**
 * Tries every target with the smallest tool of the image that can do it. Targets come as positional parameters, never as
 * text of the script. Tools that limit their own time get some seconds more before they are ended, so that one that
 * starts slowly is heard; a proxy of the environment would answer in the place of the target.
 *
 * nc comes in many kinds, told apart by their help: with -z (OpenBSD, traditional, ncat, BusyBox with all options), with -e
 * (BusyBox), or with -q (toybox).
 */
const script = probeScript(
  [limitTime, tryAddresses, runsTool],
  `seconds=$1; attempts=$2; shift 2
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
tool=; nc_help=
has nc && nc_help=$(nc -h 2>&1 </dev/null; nc --help 2>&1 </dev/null)
case $nc_help in
  *-z*|*'[-'*z*']'*) tool=nc nc_kind=z ;;
  *'-e PROG'*) tool=nc nc_kind=e ;;
  *'-w'*'-q'*|*'-q'*'-w'*) tool=nc nc_kind=q ;;
esac
if [ -n "$tool" ]; then :
elif [ -n "$limiter" ] && runs bash -c :; then tool=bash
elif runs curl --version; then tool=curl
elif has perl && perl -MIO::Socket::IP -e 1 2>/dev/null; then tool=perl
elif has python3 && python3 -c 'import socket' 2>/dev/null; then tool=python3
elif has wget; then
  case $limiter:$(wget --help 2>&1 </dev/null) in
    *'GNU Wget'*) tool=wget wget_options="-t 1 -T $seconds" ;;
    *BusyBox*'-T '*) tool=wget wget_options="-T $seconds" ;;
    ?*:*BusyBox*) tool=wget wget_options= ;;
  esac
fi
[ -n "$tool" ] || missing nc bash curl perl python3 wget
echo "tool $tool"
long=$((seconds + 5))
try() {
  case $1 in *:*) at="[$1]" ;; *) at=$1 ;; esac
  case $tool in
    nc) case $nc_kind in
        z) limit $long nc -vz -w "$seconds" "$1" "$2" ;;
        e) limit $long nc -w "$seconds" "$1" "$2" -e sh -c : ;;
        q) limit $long nc -q 1 -w "$seconds" "$1" "$2" ;;
      esac ;;
    bash) limit "$seconds" bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" ;;
    curl) limit $long curl -q -sSv --noproxy '*' -o /dev/null -w 'time_connect=%{time_connect}' --connect-timeout "$seconds" --max-time "$seconds" "telnet://$at:$2" ;;
    perl) limit $long perl -MIO::Socket::IP -e 'IO::Socket::IP->new(PeerHost=>$ARGV[0],PeerPort=>$ARGV[1],Timeout=>$ARGV[2]) or die "connect: $!\\n"' "$1" "$2" "$seconds" ;;
    python3) limit $long python3 -c 'import socket,sys
try: socket.create_connection((sys.argv[1], int(sys.argv[2])), float(sys.argv[3]))
except socket.timeout: sys.exit("connect: Connection timed out")
except OSError as error: sys.exit("connect: " + str(error))' "$1" "$2" "$seconds" ;;
    wget) limit $long wget $wget_options -O /dev/null "http://$at:$2/" ;;
  esac
}
try_all "$@"`,
);

/** Statuses of a command that was ended after its time: of timeout(1), and of SIGTERM. */
const ended: ReadonlySet<number> = new Set([124, 143]);

/** curl's exit code for "could not connect" (CURLE_COULDNT_CONNECT); late releases print no reason for it. */
const curlCouldNotConnect = 7;
const curlTimedOut = 28;

/** nc's words for its own limit: BusyBox and toybox, OpenBSD, ncat. */
const ncTimedOut = /\bnc: timed out|\bnc: Timeout|\btimed out: Operation now in progress|\bNcat: TIMEOUT/;

/** wget, which speaks HTTP, has got so far that it waited for an answer, or got one. */
const wgetConnected =
  /\.\.\. connected\.|server returned error|error getting response|ERROR \d{3}|bad header/i;

/** EPERM and EACCES of connect(2) itself: a packet filter, a BPF program or a route prohibits it. */
const prohibited =
  /connect\b.*(?:operation not permitted|permission denied)|\/dev\/tcp\/\S*: operation not permitted/i;

function statusOf(tool: string, exitCode: number, message: string): ConnectStatus {
  if (tool === 'curl') {
    const seconds = /time_connect=(\d+[.,]\d+)/.exec(message)?.[1];
    // 28 is a time-out of whatever curl did: only a connection that was made has a time.
    if (seconds !== undefined && /[1-9]/.test(seconds)) return 'connected';
    if (seconds === undefined) return 'unknown';
    if (exitCode === curlTimedOut) return 'timeout';
    return networkErrorIn(message) ?? (exitCode === curlCouldNotConnect ? 'failed' : 'unknown');
  }
  if (exitCode === 0) return 'connected';
  if (tool === 'wget' && wgetConnected.test(message)) return 'connected';
  if (tool === 'nc' && ncTimedOut.test(message)) return 'timeout';
  // bash has no limit of its own. Of every other tool being ended from outside tells nothing.
  if (tool === 'bash' && ended.has(exitCode)) return 'timeout';
  return networkErrorIn(message) ?? (prohibited.test(message) ? 'unreachable' : 'unknown');
}

/** Reads the lines that the script prints. */
export function parseConnectOutput(text: string): { value?: ConnectResult; errors: readonly string[] } {
  return parseAttempts(text, statusOf);
}

/** TCP connections from inside a container, to pods directly and through a Service's address. No data is sent. */
export const connectProbe = defineProbe<ConnectParameters, ConnectResult>({
  id: 'tcp-connect',
  title: 'TCP connections from the pod',
  privilege: 'exec',
  timeoutMilliseconds: 30_000,
  processes: ({ targets, attempts }) => targets.length * attempts,
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
