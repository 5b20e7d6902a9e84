import { normalAddress } from '../address/normalAddress.ts';
import { answerOf, encodeAddressQuery, parseDnsResponse, type DnsAnswer } from '../dns/dnsMessage.ts';
import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import { defineProbe } from './defineProbe.ts';
import { readOutput, type ProbeSection } from './probeOutput.ts';
import { limitTime, probeScript, runsTool } from './probeScript.ts';

export interface ServerLookupParameters extends ContainerTarget {
  /** Absolute, without the dot at its end: no search list applies. */
  readonly name: string;
  /** Addresses of the DNS servers that are asked, each by itself. */
  readonly servers: readonly string[];
}

/** What one server said; `no-answer`: nothing came back, or nobody listens there. */
export interface ServerAnswer {
  readonly server: string;
  readonly tool: string;
  readonly status: DnsAnswer['status'] | 'no-answer';
  /** Name of the response code, where the tool shows it. */
  readonly code?: string;
  readonly addresses: readonly string[];
  /** The tool's own words. */
  readonly message: string;
}

/**
 * Asks every server in parallel, one query each, with a DNS client or, where there is none, with a query of our own bytes
 * (as octal escapes) whose answer comes back in hexadecimal digits. Prints "@ server ADDRESS TOOL", the answer, and how
 * it ended. All are asked at once, and each waits with what the next ones said until it has spoken itself: some shells
 * write line by line, so that answers would mix.
 */
const script = probeScript(
  [limitTime, runsTool],
  `name=$1; query=$2; shift 2
if runs dig -v; then tool=dig
elif runs nslookup --help; then tool=nslookup
elif [ -n "$limiter" ] && runs bash -c : && runs dd --help && runs od --help; then tool=bash
elif has python3 && python3 -c 'import socket' 2>/dev/null; then tool=python3
else missing dig nslookup bash python3; fi
ask() {
  case $tool in
    dig) limit 6 dig +tries=1 +time=3 +noall +comments +answer "@$1" "$name." A ;;
    nslookup) limit 4 nslookup "$name." "$1" ;;
    bash) limit 4 bash -c 'exec 3<>"/dev/udp/$0/53" && printf %b "$1" | dd bs=4096 iflag=fullblock >&3 2>/dev/null && echo "hex" $(dd bs=4096 count=1 <&3 2>/dev/null | od -An -v -tx1)' "$1" "$query" ;;
    python3) limit 6 python3 -c 'import socket,sys
server,query=sys.argv[1],bytes(int(byte,8) for byte in sys.argv[2].split("\\\\0")[1:])
s=socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET,socket.SOCK_DGRAM)
s.settimeout(3)
try: s.connect((server,53)); s.send(query); print("hex",s.recv(4096).hex())
except socket.timeout: sys.exit("connection timed out")
except OSError as error: sys.exit(str(error))' "$1" "$query" ;;
  esac
}
ask_all() {
  [ $# -gt 0 ] || return 0
  server=$1; shift
  ask_all "$@" | {
    answer=$(ask "$server" 2>&1 </dev/null); status=$?
    printf '@ server %s %s\\n%s\\n@ status %s\\n' "$server" "$tool" "$answer" "$status"
    while IFS= read -r line; do printf '%s\\n' "$line"; done
  }
}
ask_all "$@"`,
);

/** Names of response codes in a client's words. */
const codeWords = /\b(NXDOMAIN|SERVFAIL|REFUSED|NOTIMP|FORMERR)\b/;

function answerInWords(tool: string, lines: readonly string[]): DnsAnswer | undefined {
  const text = lines.join('\n');
  if (tool === 'dig') {
    const code = /status: ([A-Z0-9]{1,20})/.exec(text)?.[1];
    // TC: not all of the answer fitted, and dig could not ask again over TCP.
    if (code === undefined || /;; flags:[a-z ]{0,60}\btc\b/.test(text)) return undefined;
    const records = lines.map((line) => line.trim().split(/\s+/));
    const addresses = records.flatMap((words) =>
      words.at(-3) === 'IN' && words.at(-2) === 'A' ? [words.at(-1) ?? ''] : [],
    );
    return answerOf(code, addresses);
  }
  // The server's own address comes first; what was asked follows the first "Name:".
  const first = lines.findIndex((line) => line.startsWith('Name:'));
  const addresses =
    first < 0 ? [] : lines.slice(first).flatMap((line) => /^Address(?: \d+)?:\s*(\S+)/.exec(line)?.[1] ?? []);
  if (addresses.length > 0) return answerOf('NOERROR', addresses);
  const code = codeWords.exec(text)?.[1];
  if (code !== undefined) return answerOf(code, []);
  return /No answer|canonical name/i.test(text) ? answerOf('NOERROR', []) : undefined;
}

/** Words for silence, and for an ICMP error in the place of an answer. */
const silence = /no servers could be reached|timed out|connection refused|unreachable|no route to host/i;

function readAnswer(server: string, tool: string, { text, status }: ProbeSection): ServerAnswer | undefined {
  const lines = text.split('\n');
  const common = { server, tool, message: text.trim() };
  const bytes = lines.find((line) => line.startsWith('hex'))?.slice('hex'.length);
  const answer =
    tool !== 'bash' && tool !== 'python3'
      ? answerInWords(tool, lines)
      : bytes === undefined
        ? undefined
        : parseDnsResponse(bytes);
  if (answer !== undefined) {
    return { ...common, ...answer, addresses: [...new Set(answer.addresses.map(normalAddress))] };
  }
  // The other two have a limit of their own, which comes first. bash reads nothing after an ICMP error.
  const wasEnded = (tool === 'nslookup' || tool === 'bash') && (status === 124 || status === 143);
  const wasSilent = wasEnded || silence.test(text) || (status === 0 && bytes?.trim() === '');
  // A server that answered in part was there: that it could not be asked over TCP is another matter.
  return wasSilent && !/truncated/i.test(text)
    ? { ...common, status: 'no-answer', addresses: [] }
    : undefined;
}

/** Reads what the script prints. An answer of one server that cannot be read leaves open what the others mean. */
export function parseServerLookup(text: string): {
  value?: readonly ServerAnswer[];
  errors: readonly string[];
} {
  const { sections, errors: cut } = { errors: [], ...readOutput(text) };
  if (sections === undefined) return { errors: cut };
  const value: ServerAnswer[] = [];
  const errors: string[] = [];
  for (const section of sections) {
    const [kind, server, tool] = section.title.split(' ');
    const answer =
      kind !== 'server' || server === undefined || tool === undefined
        ? undefined
        : readAnswer(server, tool, section);
    if (answer !== undefined) value.push(answer);
    else
      errors.push(`no answer that can be read: ${`${section.title}\n${section.text}`.trim().slice(0, 200)}`);
  }
  if (errors.length > 0) return { errors };
  return value.length === 0 ? { errors: ['no server was asked'] } : { value, errors: [] };
}

/** Bytes as printf(1) %b reads them: each a backslash, a nought and three octal digits. */
function octalEscapes(bytes: readonly number[]): string {
  return bytes.map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
}

/** Asks DNS servers for an absolute name, past resolv.conf, the search list and /etc/hosts. */
export const serverLookupProbe = defineProbe<ServerLookupParameters, readonly ServerAnswer[]>({
  id: 'dns-server-lookup',
  title: 'One name asked of chosen DNS servers',
  privilege: 'exec',
  timeoutMilliseconds: 15_000,
  identity: ({ name, servers }) => `${name}@${servers.join(',')}`,
  vantage: containerVantage,
  action: ({ name, servers }) => ({
    kind: 'exec',
    argv: ['sh', '-c', script, 'podpath', name, octalEscapes(encodeAddressQuery(name) ?? []), ...servers],
  }),
  parse: (observation) => parseServerLookup(observation.stdout),
});
