import { answerOf, encodeAddressQuery, parseDnsResponse, type DnsAnswer } from '../dns/dnsMessage.ts';
import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import { defineProbe } from './defineProbe.ts';

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
 * (as octal escapes) whose answer comes back in hexadecimal digits. Prints "@ server ADDRESS TOOL", then the answer.
 */
const script = `set -f
name=$1; query=$2; shift 2
has() { command -v "$1" >/dev/null 2>&1; }
limit=; has timeout && limit='timeout 4'
if has dig; then tool=dig
elif has nslookup; then tool=nslookup
elif has python3; then tool=python3
elif has bash && has dd && has od && [ -n "$limit" ]; then tool=bash
else exit 127; fi
ask() {
  case $tool in
    dig) dig +tries=1 +time=3 +noall +comments +answer "@$1" "$name." A ;;
    nslookup) $limit nslookup "$name." "$1" ;;
    python3) python3 -c 'import socket,sys
server,query=sys.argv[1],bytes(int(byte,8) for byte in sys.argv[2].split("\\\\0")[1:])
s=socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET,socket.SOCK_DGRAM)
s.settimeout(3); s.connect((server,53)); s.send(query); print("hex",s.recv(4096).hex())' "$1" "$query" 2>&1 | tail -n 1 ;;
    bash) $limit bash -c 'exec 3<>"/dev/udp/$0/53" && printf %b "$1" | dd bs=4096 iflag=fullblock >&3 2>/dev/null && echo "hex" $(dd bs=4096 count=1 <&3 2>/dev/null | od -An -v -tx1)' "$1" "$query" ;;
  esac
}
for server; do
  { answer=$(ask "$server" 2>&1); printf '@ server %s %s\\n%s\\n' "$server" "$tool" "$answer"; } &
done
wait`;

function answerInWords(tool: string, text: string): DnsAnswer | undefined {
  const lines = text.split('\n');
  if (tool === 'dig') {
    const code = /status: ([A-Z0-9]+)/.exec(text)?.[1];
    const addresses = lines.flatMap((line) => /\sIN\s+A\s+(\S+)$/.exec(line.trim())?.[1] ?? []);
    return code === undefined ? undefined : answerOf(code, addresses);
  }
  const code = /\b(NXDOMAIN|SERVFAIL|REFUSED|NOTIMP|FORMERR)\b/.exec(text)?.[1];
  // The server's own address comes first; what was asked follows the first "Name:".
  const first = lines.findIndex((line) => line.startsWith('Name:'));
  const addresses =
    first < 0 ? [] : lines.slice(first).flatMap((line) => /^Address(?: \d+)?:\s*(\S+)/.exec(line)?.[1] ?? []);
  if (addresses.length > 0) return answerOf('NOERROR', addresses);
  if (code !== undefined) return answerOf(code, []);
  return /No answer|canonical name/i.test(text) ? answerOf('NOERROR', []) : undefined;
}

function readAnswer(server: string, tool: string, text: string): ServerAnswer {
  const common = { server, tool, message: text.trim() };
  const hexadecimal = /^hex((?:\s*[0-9a-f]{2})+)\s*$/im.exec(text)?.[1];
  const answer = hexadecimal === undefined ? answerInWords(tool, text) : parseDnsResponse(hexadecimal);
  return answer === undefined
    ? { ...common, status: 'no-answer', addresses: [] }
    : { ...common, ...answer, addresses: [...new Set(answer.addresses)] };
}

/** Reads what the script prints. */
export function parseServerLookup(text: string): {
  value?: readonly ServerAnswer[];
  errors: readonly string[];
} {
  const parts = text.split(/^@ server (\S+) (\S+)\n/m).slice(1);
  const value: ServerAnswer[] = [];
  for (let index = 0; index + 2 < parts.length; index += 3) {
    const [server = '', tool = '', body = ''] = parts.slice(index, index + 3);
    value.push(readAnswer(server, tool, body));
  }
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
