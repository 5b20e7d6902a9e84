import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { isComplete } from '../model/coverage.ts';
import type { LabelSelector } from '../model/labelSelector.ts';
import type { NetworkPolicy } from '../model/networkPolicy.ts';
import { compileNetworkPolicy } from '../policy/compileNetworkPolicy.ts';
import type { CompiledPeer, CompiledPort, CompiledRule, PodSelection } from '../policy/compiledPolicy.ts';
import type { PolicyDialect } from '../policy/dialect.ts';
import type { PolicyProblem } from '../policy/detections/policyProblem.ts';
import { podsOfSelection } from '../policy/detections/selectedPods.ts';
import { plainLine } from '../text/escape.ts';
import { paint, type Paint, type TextStyle } from '../text/terminalStyle.ts';

/** Names that are listed before the rest is only counted. */
const shownNames = 5;

function counted(number: number, word: string): string {
  return `${String(number)} ${word}${number === 1 ? '' : 's'}`;
}

function describeSelector({ matchLabels, matchExpressions }: LabelSelector): string {
  const pairs = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values }) =>
    values.length === 0 ? `${key} ${operator}` : `${key} ${operator} (${values.join(', ')})`,
  );
  return [...pairs, ...expressions].join(', ') || 'all';
}

function describeSelection({ namespaces, pods }: PodSelection): string {
  const where =
    namespaces.kind === 'name'
      ? `namespace ${namespaces.name}`
      : `namespaces with ${describeSelector(namespaces.selector)}`;
  return `pods (${describeSelector(pods)}) of ${where}`;
}

function podNames(snapshot: ClusterSnapshot, selection: PodSelection): string {
  const pods = podsOfSelection(snapshot, selection);
  const names = pods.slice(0, shownNames).map(({ namespace, name }) => `${namespace}/${name}`);
  const rest = pods.length - names.length;
  const { namespaces } = selection;
  const only = namespaces.kind === 'name' ? namespaces.name : undefined;
  const known = isComplete(snapshot.coverage, 'pods', only) ? '' : ' that are known';
  return `${counted(pods.length, 'pod')}${known}${names.length === 0 ? '' : `: ${names.join(', ')}`}${rest > 0 ? ` and ${String(rest)} more` : ''}`;
}

function describePeer(snapshot: ClusterSnapshot, peer: CompiledPeer): string {
  switch (peer.kind) {
    case 'pods':
      return `${describeSelection(peer.selection)} — now ${podNames(snapshot, peer.selection)}`;
    case 'addresses': {
      const except = peer.except.map(({ text }) => text).join(', ');
      const blocks = peer.blocks.map(({ text }) => text).join(', ');
      return `addresses ${blocks}${except === '' ? '' : ` except ${except}`}`;
    }
    case 'nodes':
      return `nodes with ${describeSelector(peer.selector)}`;
    case 'unsupported':
      return `not understood: ${peer.reason}`;
  }
}

function describePort(port: CompiledPort): string {
  switch (port.kind) {
    case 'range':
      if (port.first === 0) return `every ${port.protocol} port`;
      return port.first === port.last
        ? `${port.protocol} ${String(port.first)}`
        : `${port.protocol} ${String(port.first)}–${String(port.last)}`;
    case 'named':
      return `${port.protocol ?? 'the'} port named ${port.name}`;
    case 'unsupported':
      return `not understood: ${port.reason}`;
  }
}

function ruleLines(snapshot: ClusterSnapshot, rule: CompiledRule, word: 'from' | 'to'): readonly string[] {
  const ports = rule.ports === 'any' ? 'every port' : rule.ports.map(describePort).join(', ');
  const peers =
    rule.peers === 'any'
      ? [`${word} anywhere`]
      : rule.peers.map((peer) => `${word} ${describePeer(snapshot, peer)}   (${peer.path})`);
  return [`    ${rule.path}: on ${ports}`, ...peers.map((peer) => `      ${peer}`)];
}

function directionLines(
  snapshot: ClusterSnapshot,
  rules: readonly CompiledRule[] | undefined,
  direction: 'ingress' | 'egress',
): readonly string[] {
  if (rules === undefined) return [`  ${direction}: not restricted by this policy`];
  const word = direction === 'ingress' ? 'from' : 'to';
  return [
    rules.length === 0
      ? `  ${direction}: isolated, and nothing is allowed by this policy`
      : `  ${direction}: isolated, and allowed are`,
    ...rules.flatMap((rule) => ruleLines(snapshot, rule, word)),
  ];
}

const severityMarks: Readonly<Record<PolicyProblem['severity'], readonly [string, readonly Paint[]]>> = {
  error: ['✗', ['red', 'bold']],
  warning: ['!', ['yellow']],
  info: ['·', ['dim']],
};

/** What a policy may be that its author did not mean. */
export function renderPolicyProblems(problems: readonly PolicyProblem[], style: TextStyle): string {
  return problems
    .map(({ code, severity, certainty, path, summary, advice }) => {
      const [mark, paints] = severityMarks[severity];
      return [
        `  ${paint(style, mark, ...paints)} ${plainLine(summary)}  ${paint(style, `${code} · ${certainty}`, 'dim')}`,
        ...(path === undefined ? [] : [`    at ${plainLine(path)}`]),
        `    ${plainLine(advice)}`,
        '',
      ].join('\n');
    })
    .join('\n');
}

/** One NetworkPolicy in words: whom it selects, what it isolates, whom it lets through. */
export function renderPolicyExplanation(
  snapshot: ClusterSnapshot,
  policy: NetworkPolicy,
  problems: readonly PolicyProblem[],
  dialect: PolicyDialect,
  style: TextStyle,
): string {
  const compiled = compileNetworkPolicy(policy, dialect);
  const lines = [
    `NetworkPolicy ${policy.namespace}/${policy.name}`,
    `  selects ${describeSelection(compiled.subject)} — now ${podNames(snapshot, compiled.subject)}`,
    ...directionLines(snapshot, compiled.ingress, 'ingress'),
    ...directionLines(snapshot, compiled.egress, 'egress'),
    '  Other policies that select the same pods add to what is allowed.',
  ];
  const found = problems.length === 0 ? '' : `\n${renderPolicyProblems(problems, style)}`;
  return `${lines.map(plainLine).join('\n')}\n${found}`;
}
