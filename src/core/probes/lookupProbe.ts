import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import { defineProbe } from './defineProbe.ts';

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
  /** Distinct addresses in the order of the answer. */
  readonly addresses: readonly string[];
  readonly message: string;
}

/**
 * getent asks as the application does (its libc, /etc/hosts, the search list) but does not say why it failed, so a
 * DNS client is asked for the reason then, unless it had to be stopped: then no server answered. Names come as positional parameters.
 */
const script = `set -f
name=$1
has() { command -v "$1" >/dev/null 2>&1; }
limit=; has timeout && limit='timeout 8'
explain() {
  if has nslookup; then echo "@ reason nslookup"; $limit nslookup "$name" 2>&1
  elif has dig; then echo "@ reason dig"; $limit dig +search +tries=1 +time=3 "$name" 2>&1
  fi
}
if has getent; then
  echo "@ tool getent"; $limit getent ahosts "$name" 2>&1; status=$?
  echo "@ status $status"
  case $status in 0|124|143) ;; *) explain ;; esac
elif has python3; then
  echo "@ tool python3"
  $limit python3 -c 'import socket,sys
for entry in socket.getaddrinfo(sys.argv[1], None, type=socket.SOCK_STREAM): print(entry[4][0])' "$name" 2>&1
  echo "@ status $?"
elif has nslookup; then
  echo "@ tool nslookup"; $limit nslookup "$name" 2>&1; echo "@ status $?"
elif has ping; then
  echo "@ tool ping"; $limit ping -c 1 -W 1 "$name" 2>&1; echo "@ status $?"
else exit 127; fi`;

const addressPattern = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/i;

function addressesOf(tool: string, body: string): readonly string[] {
  const lines = body.split('\n');
  switch (tool) {
    case 'nslookup': {
      // The server's own address comes first; what was asked follows the first "Name:".
      const answers = lines.slice(lines.findIndex((line) => line.startsWith('Name:')));
      if (!body.includes('Name:')) return [];
      return answers.flatMap((line) => /^Address(?: \d+)?:\s*(\S+)/.exec(line)?.[1] ?? []);
    }
    case 'ping':
      return [/\(([0-9a-f.:]+)\)/i.exec(body)?.[1] ?? ''];
    default:
      return lines.map((line) => line.trim().split(/\s+/)[0] ?? '');
  }
}

function statusOfFailure(text: string, exitCode: number): LookupResult['status'] {
  if (
    /NXDOMAIN|non-existent|Name or service not known|Name does not resolve|can't find|bad address/i.test(text)
  ) {
    return /SERVFAIL|REFUSED/.test(text) ? 'failed' : 'no-such-name';
  }
  if (
    /no servers could be reached|timed out|connection refused|try again|temporary failure|unreachable/i.test(
      text,
    )
  ) {
    return 'no-answer';
  }
  return exitCode === 124 || exitCode === 143 ? 'no-answer' : 'failed';
}

/** Reads what the script prints. */
export function parseLookupOutput(text: string): { value?: LookupResult; errors: readonly string[] } {
  const match = /^@ tool (\S+)\n([\s\S]*?)^@ status (\d+)\n?([\s\S]*)$/m.exec(text);
  if (match === null) return { errors: ['the lookup did not end'] };
  const [, tool = '', body = '', exitText = '', reason = ''] = match;
  const addresses = [...new Set(addressesOf(tool, body).filter((word) => addressPattern.test(word)))];
  const message = `${body}${reason}`.trim();
  if (addresses.length > 0) return { value: { tool, status: 'resolved', addresses, message }, errors: [] };
  return {
    value: { tool, status: statusOfFailure(message, Number(exitText)), addresses: [], message },
    errors: [],
  };
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
