import { formatReference } from '../model/reference.ts';
import type { DecidingPolicy, DirectionVerdict, PolicyVerdict } from '../policy/policyQuery.ts';
import { plainLine } from './escape.ts';
import {
  describePolicyEnd,
  verdictOfAnswer,
  type PolicyAnswer,
  type PolicyBackend,
} from './policyQueryDocument.ts';
import { paint, type Paint, type TextStyle } from './terminalStyle.ts';

const verdictWords: Readonly<Record<PolicyVerdict, string>> = {
  allow: '✓ allowed',
  deny: '✗ denied',
  unknown: '? unknown',
};
const verdictPaints: Readonly<Record<PolicyVerdict, readonly Paint[]>> = {
  allow: ['green'],
  deny: ['red', 'bold'],
  unknown: ['yellow'],
};

/** `shop/networkpolicy/web spec.ingress[0].from[1]`. */
export function describeDecidingPolicy({ policy, rulePath, peerPath, portPath }: DecidingPolicy): string {
  const paths = [peerPath ?? rulePath, portPath].filter((path) => path !== undefined);
  return [formatReference(policy), ...paths].join(' ');
}

/** Why a direction has its verdict, in words. */
export function describeDirection({ reason, by, unknown, verdict }: DirectionVerdict): string {
  const policies = by.map(describeDecidingPolicy).join(', ');
  switch (reason) {
    case 'rule':
      return `by ${policies}`;
    case 'isolated':
      return `isolated by ${policies}, and no rule allows it`;
    case 'no-policy':
      return verdict === 'allow' ? 'no policy selects it' : 'no policy';
    case 'not-covered':
      return 'no pod with an address of its own: policies do not cover it';
    case 'self':
      return 'a pod may always talk to itself';
    case 'local-node':
      return 'a pod and its own node may always talk to each other';
    case 'unknown':
      return unknown.join('; ') || 'not known';
  }
}

function backendLines(answer: PolicyAnswer, backend: PolicyBackend, style: TextStyle): readonly string[] {
  const { destination, port, evaluation } = backend;
  const line = (direction: DirectionVerdict, where: string): string => {
    const verdict = paint(
      style,
      verdictWords[direction.verdict].padEnd(10),
      ...verdictPaints[direction.verdict],
    );
    return `    ${plainLine(where).padEnd(44)}  ${verdict}  ${plainLine(describeDirection(direction))}`;
  };
  const name = describePolicyEnd(destination);
  const verdict = paint(style, verdictWords[evaluation.verdict], ...verdictPaints[evaluation.verdict]);
  return [
    `  ${plainLine(`${name} port ${String(port)}`)}  ${verdict}`,
    line(evaluation.egress, `leaves ${answer.from}`),
    line(evaluation.ingress, `enters ${name}`),
  ];
}

/** The answer of `policy query` for people. */
export function renderPolicyAnswer(answer: PolicyAnswer, style: TextStyle): string {
  const { from, to, port, protocol, dialect, backends, unknown } = answer;
  const verdict = verdictOfAnswer(answer);
  const denied = backends.filter(({ evaluation }) => evaluation.verdict === 'deny').length;
  const some =
    verdict === 'deny' && denied < backends.length
      ? ` for ${String(denied)} of ${String(backends.length)} backends`
      : '';
  const meaning =
    dialect === 'kubernetes' ? 'as the Kubernetes API means policies' : `as ${dialect} enforces policies`;
  return [
    `${plainLine(`${from} → ${to}:${String(port)}/${protocol}`)}  ${paint(style, verdictWords[verdict] + some, ...verdictPaints[verdict])}`,
    ...backends.flatMap((backend) => backendLines(answer, backend, style)),
    ...unknown.map((reason) => `  ? ${plainLine(reason)}`),
    paint(style, `  ${meaning}; nothing was tried on the network`, 'dim'),
    '',
  ].join('\n');
}
