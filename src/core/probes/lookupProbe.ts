import { normalAddress } from '../address/normalAddress.ts';
import { parseIpAddress } from '../address/cidr.ts';
import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import { defineProbe } from './defineProbe.ts';
import { readOutput } from './probeOutput.ts';
import { limitTime, probeScript } from './probeScript.ts';

export interface LookupParameters extends ContainerTarget {
  /** As the application has it: no dot is added, the search list applies. */
  readonly name: string;
}

/**
 * What a resolver answered. `resolved` with at least one address; `no-such-name`: an answer that denies it;
 * `no-answer`: no server answered; `failed`: no address, and the tool does not say why.
 */
export interface LookupResult {
  readonly tool: string;
  readonly status: 'resolved' | 'no-such-name' | 'no-answer' | 'failed';
  /** Distinct addresses in the order of the answer, in their normal form. */
  readonly addresses: readonly string[];
  readonly message: string;
}

/**
 * getent asks as the application does (its libc, /etc/hosts, the search list) but does not say why it failed, so a
 * DNS client is asked for the reason then, unless it had to be stopped: then no server answered. The order is that of how
 * near a tool is to what an application does; one that cannot run, or that does not know how, makes room for the next.
 * Names come as positional parameters.
 *
 * nslookup of BusyBox applies the search list to names without a dot only (its add_query_with_search), which no application
 * does: it is asked for each name of the list, in the order of resolv.conf(5).
 */
const script = probeScript(
  [limitTime],
  `name=$1
candidates() {
  search= ndots=1
  while read -r key rest; do
    case $key in
      search|domain) search=$rest ;;
      options) for option in $rest; do case $option in ndots:*) ndots=\${option#ndots:} ;; esac; done ;;
    esac
  done </etc/resolv.conf
  case $name in *.) printf '%s\\n' "$name"; return ;; esac
  rest=$name dots=0
  while :; do case $rest in *.*) rest=\${rest#*.} dots=$((dots + 1)) ;; *) break ;; esac; done
  [ $dots -lt "$ndots" ] || printf '%s\\n' "$name."
  for domain in $search; do printf '%s\\n' "$name.\${domain%.}."; done
  [ $dots -ge "$ndots" ] || printf '%s\\n' "$name."
}
search_nslookup() {
  for candidate in $(candidates 2>/dev/null || printf '%s\\n' "$name"); do
    said=$(limit 8 nslookup "$candidate" 2>&1 </dev/null); code=$?
    case $code:$said in *Name:*|*'timed out'*|*'no servers'*|12[4-7]:*|143:*) break ;; esac
  done
  printf '%s\\n' "$said"
  return $code
}
ask() {
  case $1 in
    getent) limit 8 getent ahosts "$name" ;;
    python3) limit 8 python3 -c 'import socket,sys
for entry in socket.getaddrinfo(sys.argv[1], None, type=socket.SOCK_STREAM): print(entry[4][0])' "$name" ;;
    nslookup) search_nslookup ;;
    dig) limit 8 dig +search +tries=1 +time=3 "$name" ;;
    ping) limit 8 ping -c 1 -W 1 "$name" ;;
  esac
}
try() {
  has "$1" || return 1
  answer=$(ask "$1" 2>&1 </dev/null); status=$?
  case $1:$status in
    *:126|*:127) return 1 ;;
    getent:0|getent:2|getent:124|getent:143) return 0 ;;
    getent:*) return 1 ;;
  esac
}
tell() { printf '@ %s\\n%s\\n@ status %s\\n' "$1" "$answer" "$status"; }
tool=
for each in getent python3 nslookup ping; do try $each && { tool=$each; break; }; done
[ -n "$tool" ] || missing getent python3 nslookup ping
tell "tool $tool"
if [ $tool = getent ] && [ $status = 2 ]; then
  for each in nslookup dig; do try $each && { tell "reason $each"; break; }; done
fi`,
);

/** Whoever asks nslookup of old BusyBox for any name hears first that its server has none. */
const ownServerLine = "nslookup: can't resolve '(null)'";

function addressesOf(tool: string, lines: readonly string[]): readonly string[] {
  switch (tool) {
    case 'nslookup': {
      // The server's own address comes first; what was asked follows the first "Name:".
      const first = lines.findIndex((line) => line.startsWith('Name:'));
      if (first === -1) return [];
      return lines.slice(first).flatMap((line) => /^Address(?: \d+)?:\s*(\S+)/.exec(line)?.[1] ?? []);
    }
    case 'ping':
      return lines.flatMap((line) => /^PING [^(]{0,300}\(([0-9a-f.:]{2,45})\)/i.exec(line)?.[1] ?? []);
    default:
      return lines.map((line) => line.trim().split(/\s/, 1)[0] ?? '');
  }
}

/** Words of an answer that denies the name; of BusyBox, musl, glibc, ISC's nslookup and dig. */
const denial =
  /NXDOMAIN|non-existent|Name or service not known|Name does not resolve|\*\* (?:server )?can't find|bad address|unknown host/i;
const silence =
  /no servers could be reached|timed out|connection refused|try again|temporary failure|unreachable/i;

/** What a failure says of the name; `undefined` where the tool says nothing of it. */
function statusOfFailure(tool: string, text: string, exitCode: number): LookupResult['status'] | undefined {
  // timeout(1) ends what it runs with 124, or with SIGTERM.
  if (exitCode === 124 || exitCode === 143) return 'no-answer';
  if (denial.test(text)) return /SERVFAIL|REFUSED/.test(text) ? 'failed' : 'no-such-name';
  if (silence.test(text)) return 'no-answer';
  // "One or more supplied key could not be found in the database" (getent(1)).
  const says =
    tool === 'getent'
      ? exitCode === 2
      : tool === 'python3'
        ? /\bgaierror\b/.test(text)
        : /SERVFAIL|REFUSED|No answer/.test(text);
  return says ? 'failed' : undefined;
}

/** Reads what the script prints. */
export function parseLookupOutput(text: string): { value?: LookupResult; errors: readonly string[] } {
  const { sections, errors: cut } = { errors: [], ...readOutput(text) };
  if (sections === undefined) return { errors: cut };
  const answer = sections.find(({ title }) => title.startsWith('tool '));
  const reason = sections.find(({ title }) => title.startsWith('reason '))?.text ?? '';
  if (answer?.status === undefined) return { errors: ['the lookup did not end'] };
  const tool = answer.title.slice('tool '.length);
  const lines = answer.text.split('\n').filter((line) => !line.startsWith(ownServerLine));
  const found = addressesOf(tool, lines).filter((word) => word.length <= 45 && isAddress(word));
  const addresses = [...new Set(found.map(normalAddress))];
  const message = [...lines, ...reason.split('\n').filter((line) => !line.startsWith(ownServerLine))]
    .join('\n')
    .trim();
  if (addresses.length > 0) return { value: { tool, status: 'resolved', addresses, message }, errors: [] };
  const status = statusOfFailure(tool, message, answer.status);
  return status === undefined
    ? { errors: [`${tool} could not ask: ${message.slice(0, 200)}`] }
    : { value: { tool, status, addresses: [], message }, errors: [] };
}

function isAddress(word: string): boolean {
  return parseIpAddress(word) !== undefined;
}

/** Resolves a name inside a container, as its application would. */
export const lookupProbe = defineProbe<LookupParameters, LookupResult>({
  id: 'dns-lookup',
  title: 'Name resolution in the pod',
  privilege: 'exec',
  timeoutMilliseconds: 20_000,
  identity: ({ name }) => name,
  vantage: containerVantage,
  action: ({ name }) => ({ kind: 'exec', argv: ['sh', '-c', script, 'podpath', name] }),
  parse: (observation) => parseLookupOutput(observation.stdout),
});
