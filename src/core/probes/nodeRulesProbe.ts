import { parseIptablesSave, type IptablesBackend, type IptablesDump } from '../dataplane/iptablesSave.ts';
import { parseNftJson } from '../dataplane/nftRuleset.ts';
import { joinNodeRules, type NodeRules } from '../dataplane/nodeRules.ts';
import type { AddressFamily } from '../address/addressFamily.ts';
import { defineProbe, type ParsedObservation } from './defineProbe.ts';
import type { Observation } from './observation.ts';
import { targetVantage, type ProbeTarget } from './nodeTarget.ts';
import { readOutput } from './probeOutput.ts';
import { limitTime, probeScript, reportPart } from './probeScript.ts';

/** Programs that each show a part; they are run by themselves where an image has no shell. */
export const nodeRulesTools = [
  'iptables-nft-save',
  'iptables-legacy-save',
  'iptables-save',
  'ip6tables-nft-save',
  'ip6tables-legacy-save',
  'ip6tables-save',
  'nft',
] as const;
export type NodeRulesTool = (typeof nodeRulesTools)[number];

export type NodeRulesParameters = ProbeTarget & {
  /** Runs this one program, without a shell; absent: everything that there is, through a shell. */
  readonly tool?: NodeRulesTool;
  /** Tells a later look from the first one: which look it is, from 2. */
  readonly look?: number;
};

/**
 * Prints what every tool of the image shows. Only `-save` without a table is used: `iptables-legacy -L` and
 * `iptables-legacy-save -t` would create empty tables in the kernel. Tables that iptables-nft made are left to
 * iptables-nft-save, which prints them in a tenth of the space; it names the ones that it cannot show. An iptables-save may be the legacy one,
 * which shows nothing of them.
 */
const script = probeScript(
  [limitTime, reportPart],
  `found=
show() {
  has "$1" || return 1
  found=1; report "$1" limit 25 "$1"
}
for family in iptables ip6tables; do
  show $family-nft-save; nft=$?
  show $family-legacy-save; legacy=$?
  [ $nft = 0 ] && [ $legacy = 0 ] || show $family-save
done
nft_tables() {
  status=0
  while [ $# -ge 3 ]; do
    case "$2 $3" in
      ip\\ filter|ip\\ nat|ip\\ mangle|ip\\ raw|ip\\ security|ip6\\ filter|ip6\\ nat|ip6\\ mangle|ip6\\ raw|ip6\\ security)
        has iptables-nft-save || { limit 25 nft --json list table "$2" "$3" || status=$?; } ;;
      *) limit 25 nft --json list table "$2" "$3" || status=$? ;;
    esac
    shift 3
  done
  return $status
}
if has nft; then
  found=1
  if tables=$(limit 25 nft list tables 2>&1 </dev/null); then report nft nft_tables $tables
  else echo "@ nft"; printf '%s\\n@ status 1\\n' "$tables"; fi
fi
[ -n "$found" ] || missing iptables-save nft`,
);

function assumedOf(tool: string): { family: AddressFamily; backend: IptablesBackend } {
  return {
    family: tool.startsWith('ip6') ? 6 : 4,
    backend: tool.includes('legacy') ? 'legacy' : 'nft',
  };
}

/** What a tool shows that prints no tables of iptables. */
const nothing: IptablesDump = { value: [], errors: [], backends: new Set(), legacyPresent: false };

function readTool(
  tool: string,
  text: string,
  status: number,
): { value: NodeRules; errors: readonly string[] } {
  const [iptables, nftables] =
    tool === 'nft'
      ? [nothing, parseNftJson(text)]
      : [parseIptablesSave(text, assumedOf(tool)), { value: [], errors: [] }];
  const backends = new Set(iptables.backends);
  if (tool.includes('-nft-')) backends.add('nft');
  if (tool.includes('-legacy-')) backends.add('legacy');
  const cutOff = iptables.value.some((table) => !table.complete);
  const errors = [...iptables.errors, ...nftables.errors].map((error) => `${tool}: ${error}`);
  const problem =
    status !== 0
      ? `${tool} ended with ${status}${errors.length === 0 ? '' : ` (${errors[0] ?? ''})`}`
      : cutOff
        ? `${tool} was cut off`
        : (errors[0] ?? '');
  return {
    value: {
      iptables: iptables.value,
      nftables: nftables.value,
      sources: [
        {
          ...{ tool, complete: problem === '', problem, backends: [...backends] },
          ...(iptables.legacyPresent ? { legacyPresent: true } : {}),
        },
      ],
    },
    errors,
  };
}

/** Reads what the script prints. A tool that failed, or was ended, is kept as a source with its problem. */
export function parseNodeRulesOutput(text: string): { value?: NodeRules; errors: readonly string[] } {
  const { sections, errors: cut } = { errors: [], ...readOutput(text) };
  if (sections === undefined) return { errors: cut };
  const parts = sections.map(({ title, text: body, status = -1 }) => readTool(title, body, status));
  const errors = parts.flatMap((part) => part.errors);
  // A tool that may not look prints why; without one that could nothing is known.
  if (!parts.some(({ value }) => value.sources.some(({ complete }) => complete)))
    return { errors: errors.length === 0 ? ['no tool printed rules'] : errors };
  return { value: joinNodeRules(parts.map(({ value }) => value)), errors };
}

/** The rules of a node: iptables of both backends and families, and nftables. */
export const nodeRulesProbe = defineProbe<NodeRulesParameters, NodeRules>({
  id: 'node-rules',
  title: 'Packet rules of the node',
  privilege: 'exec',
  timeoutMilliseconds: 30_000,
  identity: ({ tool, look }) =>
    [...(tool === undefined ? [] : [tool]), ...(look === undefined ? [] : [`look ${look}`])].join(' '),
  vantage: targetVantage,
  action: ({ tool }) => ({
    kind: 'exec',
    argv:
      tool === undefined
        ? ['sh', '-c', script]
        : tool === 'nft'
          ? ['nft', '--json', 'list', 'ruleset']
          : [tool],
  }),
  parse: (observation) => {
    const known = parsedDumps.get(observation);
    if (known !== undefined) return known;
    const parsed = parseObservation(observation);
    parsedDumps.set(observation, parsed);
    return parsed;
  },
});

/** Dumps of large clusters are megabytes, and a diagnosis reads each again at every step; an observation never changes. */
const parsedDumps = new WeakMap<Observation, ParsedObservation<NodeRules>>();

function parseObservation(observation: Observation): ParsedObservation<NodeRules> {
  if (observation.stdout.startsWith('@ ')) return parseNodeRulesOutput(observation.stdout);
  const tool = toolOfKey(observation.key);
  if (tool === undefined) return { errors: ['no tool printed rules'] };
  const { stdout, stderr, exitCode = -1 } = observation;
  // nft always prints a document, if only of its own version: nothing is no answer.
  if (tool === 'nft' && stdout.trim() === '') return { errors: ['nft printed nothing'] };
  const { value, errors } = readTool(tool, exitCode === 0 ? stdout : `${stdout}${stderr}`, exitCode);
  return value.sources.some(({ complete }) => complete) ? { value, errors } : { errors };
}

/** The tool that a single command ran; the key of its observation names it. */
function toolOfKey(key: string): NodeRulesTool | undefined {
  const words = new Set((key.split('#').at(-1) ?? '').split(' '));
  return nodeRulesTools.find((tool) => words.has(tool));
}
