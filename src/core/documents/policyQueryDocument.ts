import { list, object, oneOf, optional, text, timestamp } from './shape.ts';
import { formatReference } from '../model/reference.ts';
import type { DirectionExplanation, PolicyExplanation } from '../policy/explain/explainPolicies.ts';
import {
  formatPolicyEnd,
  type DecidingPolicy,
  type PolicyEnd,
  type PolicyVerdict,
} from '../policy/policyQuery.ts';

/** What policies say about one connection; several where a Service may send it to several backends. */
export interface PolicyAnswer {
  readonly asOf: string;
  /** As the user typed or meant it. */
  readonly from: string;
  readonly to: string;
  readonly port: number | string;
  readonly protocol: string;
  readonly dialect: string;
  readonly backends: readonly PolicyBackend[];
  /** What is not known about the backends themselves. */
  readonly unknown: readonly string[];
}

export interface PolicyBackend {
  readonly destination: PolicyEnd;
  readonly port: number | string;
  readonly evaluation: PolicyExplanation;
}

interface RuleDocument extends Omit<DecidingPolicy, 'policy'> {
  readonly policy: string;
}

interface NearestMissDocument {
  readonly policy: string;
  readonly rulePath: string;
  readonly peerPath?: string;
  readonly text: string;
}

interface DirectionDocument {
  readonly verdict: PolicyVerdict;
  readonly because: readonly string[];
  readonly nearestMisses: readonly NearestMissDocument[];
  readonly by: readonly string[];
  readonly rules: readonly RuleDocument[];
  readonly reasons: readonly string[];
  readonly unknown: readonly string[];
}

interface BackendDocument {
  readonly destination: string;
  readonly port: string;
  readonly verdict: PolicyVerdict;
  readonly ingress: DirectionDocument;
  readonly egress: DirectionDocument;
}

/** The answer of `policy query` as it leaves the program (schemas/policy-query.v1.json). */
export interface PolicyQueryDocument {
  readonly schema: 'podpath/policy-query/v1';
  readonly asOf: string;
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly protocol: string;
  readonly dialect: string;
  readonly verdict: PolicyVerdict;
  readonly ingress: DirectionDocument;
  readonly egress: DirectionDocument;
  readonly backends: readonly BackendDocument[];
  readonly unknown: readonly string[];
}

const verdictShape = oneOf(['allow', 'deny', 'unknown']);

const directionShape = object<DirectionDocument>({
  verdict: verdictShape,
  because: list(text(), 'Why, one sentence for each way in which it is decided.'),
  nearestMisses: list(
    object<NearestMissDocument>({
      policy: text('[NAMESPACE/]KIND/NAME.'),
      rulePath: text('Place of the rule in the object.'),
      peerPath: optional(text('Place of the peer.')),
      text: text('What would have had to differ.'),
    }),
    'For a denial: the rule that came closest to allowing it.',
  ),
  by: list(text('[NAMESPACE/]KIND/NAME.'), 'The deciding policies.'),
  rules: list(
    object<RuleDocument>({
      policy: text('[NAMESPACE/]KIND/NAME.'),
      tier: oneOf(['admin', 'network-policy', 'baseline']),
      action: oneOf(
        ['allow', 'deny', 'pass', 'isolate'],
        'isolate: the policy selects the pod, and none of its rules matches.',
      ),
      rulePath: optional(text('Place of the rule in the object, such as spec.ingress[0].')),
      peerPath: optional(text('Place of the peer.')),
      portPath: optional(text('Place of the port.')),
    }),
  ),
  reasons: list(text(), 'rule, isolated, no-policy, not-covered, self, local-node or unknown.'),
  unknown: list(text(), 'What is not known and matters.'),
});

export const policyQueryShape = object<PolicyQueryDocument>(
  {
    schema: oneOf(['podpath/policy-query/v1']),
    asOf: timestamp('When the cluster was like this.'),
    from: text(),
    to: text(),
    port: text('As it is dialled, number or name.'),
    protocol: oneOf(['TCP', 'UDP', 'SCTP']),
    dialect: text('Whose meaning of the policies was asked for.'),
    verdict: verdictShape,
    ingress: directionShape,
    egress: directionShape,
    backends: list(
      object<BackendDocument>({
        destination: text('A reference or an address.'),
        port: text("The backend's own port."),
        verdict: verdictShape,
        ingress: directionShape,
        egress: directionShape,
      }),
    ),
    unknown: list(text()),
  },
  'Whether policies let a connection through, and which ones decide.',
);

/** Deny when one is, since a client cannot choose its backend; allow when all are. */
export function worstVerdict(verdicts: readonly PolicyVerdict[]): PolicyVerdict {
  if (verdicts.includes('deny')) return 'deny';
  return verdicts.length === 0 || verdicts.includes('unknown') ? 'unknown' : 'allow';
}

function ruleDocument({ policy, ...rest }: DecidingPolicy): RuleDocument {
  return { policy: formatReference(policy), ...rest };
}

function missesOf({ nearestMiss }: DirectionExplanation): readonly NearestMissDocument[] {
  if (nearestMiss === undefined) return [];
  const { policy, rulePath, peerPath, text: words } = nearestMiss;
  return [
    {
      policy: formatReference(policy),
      rulePath,
      ...(peerPath === undefined ? {} : { peerPath }),
      text: words,
    },
  ];
}

function unique<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function directionDocument(directions: readonly DirectionExplanation[]): DirectionDocument {
  const rules = directions.flatMap(({ by }) => by.map(ruleDocument));
  return {
    verdict: worstVerdict(directions.map(({ verdict }) => verdict)),
    because: unique(directions.map(({ summary }) => summary)),
    nearestMisses: unique(directions.flatMap(missesOf)),
    by: unique(rules.map(({ policy }) => policy)),
    rules: unique(rules),
    reasons: unique(directions.map(({ reason }) => reason)),
    unknown: unique(directions.flatMap(({ unknown }) => unknown)),
  };
}

/** The verdict over all backends. */
export function verdictOfAnswer({ backends, unknown }: PolicyAnswer): PolicyVerdict {
  const verdict = worstVerdict(backends.map(({ evaluation }) => evaluation.verdict));
  return verdict === 'allow' && unknown.length > 0 ? 'unknown' : verdict;
}

/** An answer as the document that leaves the program. */
export function policyQueryDocument(answer: PolicyAnswer): PolicyQueryDocument {
  const { asOf, from, to, port, protocol, dialect, backends, unknown } = answer;
  return {
    schema: 'podpath/policy-query/v1',
    asOf,
    from,
    to,
    port: String(port),
    protocol,
    dialect,
    verdict: verdictOfAnswer(answer),
    ingress: directionDocument(backends.map(({ evaluation }) => evaluation.ingress)),
    egress: directionDocument(backends.map(({ evaluation }) => evaluation.egress)),
    backends: backends.map(({ destination, port: own, evaluation }) => ({
      destination: formatPolicyEnd(destination),
      port: String(own),
      verdict: evaluation.verdict,
      ingress: directionDocument([evaluation.ingress]),
      egress: directionDocument([evaluation.egress]),
    })),
    unknown,
  };
}
