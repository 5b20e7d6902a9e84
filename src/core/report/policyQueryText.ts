import { formatReference } from '../model/reference.ts';
import type { DirectionExplanation } from '../policy/explain/explainPolicies.ts';
import { formatPolicyEnd, type PolicyVerdict } from '../policy/policyQuery.ts';
import { plainLine } from '../text/escape.ts';
import { verdictOfAnswer, type PolicyAnswer, type PolicyBackend } from '../documents/policyQueryDocument.ts';
import { paint, type Paint, type TextStyle } from '../text/terminalStyle.ts';

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

/** For a denial: where an author would look first. */
function nearestLines({ nearestMiss }: DirectionExplanation): readonly string[] {
  if (nearestMiss === undefined) return [];
  const { policy, rulePath, peerPath, text } = nearestMiss;
  const place = `${formatReference(policy)} ${peerPath ?? rulePath}`;
  return [`                       closest: ${plainLine(place)}: ${plainLine(text)}`];
}

function backendLines(backend: PolicyBackend, style: TextStyle): readonly string[] {
  const { destination, port, evaluation } = backend;
  const lines = (direction: DirectionExplanation): readonly string[] => {
    const verdict = paint(
      style,
      verdictWords[direction.verdict].padEnd(10),
      ...verdictPaints[direction.verdict],
    );
    return [
      `    ${direction.direction.padEnd(8)}${verdict} ${plainLine(direction.summary)}`,
      ...nearestLines(direction),
    ];
  };
  const name = formatPolicyEnd(destination);
  const verdict = paint(style, verdictWords[evaluation.verdict], ...verdictPaints[evaluation.verdict]);
  return [
    `  ${plainLine(`${name} port ${String(port)}`)}  ${verdict}`,
    ...lines(evaluation.egress),
    ...lines(evaluation.ingress),
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
    ...backends.flatMap((backend) => backendLines(backend, style)),
    ...unknown.map((reason) => `  ? ${plainLine(reason)}`),
    paint(style, `  ${meaning}; nothing was tried on the network`, 'dim'),
    '',
  ].join('\n');
}
