import type { Evidence, Finding } from '../finding/finding.ts';
import type { Pod } from '../model/clusterSnapshot.ts';
import { formatLabels } from '../model/labels.ts';
import { similarity } from '../model/nearestNames.ts';
import type { NetworkPolicy } from '../model/networkPolicy.ts';
import { formatReference, type ObjectReference } from '../model/reference.ts';
import type { PolicyDirection } from '../policy/compiledPolicy.ts';
import type { DirectionVerdict } from '../policy/policyQuery.ts';
import { connectProbe } from '../probes/connectProbe.ts';
import type { CheckResult, CheckTools } from './defineCheck.ts';
import type { PolicySubject } from './scopes/policy.ts';
import { apiEvidence, apiListEvidence, probeEvidence } from '../finding/evidence.ts';
import { nearestMiss, type Miss, type RuleMiss } from './policyNearMiss.ts';
import { allowConnection, describePorts } from './policyRepair.ts';

/** Values less alike than this are no typing error of each other. */
const leastSimilarity = 0.5;

type Otherwise = Exclude<CheckResult, { readonly kind: 'finding' }>;

function describeMiss(miss: Miss, subject: PolicySubject, other: Pod | undefined): string {
  switch (miss.kind) {
    case 'pod-label':
    case 'namespace-label': {
      const whose =
        miss.kind === 'pod-label' ? `pod ${other?.name ?? '?'}` : `namespace ${other?.namespace ?? '?'}`;
      const { key, operator, values } = miss.requirement;
      const wanted = values.length === 0 ? `${key} ${operator}` : `${key} ${operator} (${values.join(', ')})`;
      return `it wants ${wanted}, and ${whose} has ${miss.found === undefined ? 'no such label' : `${key}=${miss.found}`}`;
    }
    case 'namespace':
      return `without a namespaceSelector it means pods of ${miss.namespace}, and ${other?.name ?? 'the other end'} is in ${other?.namespace ?? 'another namespace'}`;
    case 'port': {
      const { service, servicePort, port, protocol } = subject;
      const usesServicePort =
        servicePort !== undefined && miss.ports.some((own) => own.port === servicePort.port);
      return `it allows ${describePorts(miss.ports)}, and the packet goes to ${protocol} ${port}${usesServicePort && servicePort.port !== port ? ` (${servicePort.port} is the port of Service ${service?.name ?? ''}, which is translated before policies are asked)` : ''}`;
    }
    case 'address':
      return `it allows ${miss.cidr}`;
  }
}

/** Whether a miss looks like an error: a wrong port, a label that is not there, or one that is nearly right. */
function looksLikeError(miss: Miss | undefined): boolean {
  switch (miss?.kind) {
    case 'port':
      return true;
    case 'pod-label':
    case 'namespace-label': {
      const { found, requirement } = miss;
      if (requirement.operator !== 'In') return false;
      return (
        found === undefined || requirement.values.some((value) => similarity(value, found) >= leastSimilarity)
      );
    }
    case 'namespace':
    case 'address':
    case undefined:
      return false;
  }
}

/**
 * Somebody who refuses a connection lets the packet through that far, unless the enforcer answers with a refusal. Where
 * the pod accepts the same connection from inside itself, the refusal was not its own.
 */
function judgeRefusal(
  subject: PolicySubject,
  { inquiry }: CheckTools,
): Otherwise | { readonly evidence: Evidence } {
  const { inDestination = [], address, port, protocol, destination } = subject;
  const name = destination?.name ?? address;
  const passes: Otherwise = {
    kind: 'pass',
    because: `${name} was reached: something refused the connection`,
  };
  if (protocol !== 'TCP' || inDestination.length === 0) return passes;
  const answer = inquiry.askInPod(
    connectProbe,
    inDestination,
    { targets: [{ address, port }], attempts: 1 },
    `whether ${name} accepts the connection from inside itself`,
  );
  if (answer.state === 'pending') return { kind: 'pending' };
  if (answer.state === 'unavailable') return passes;
  const accepts = answer.value.attempts.some(({ status }) => status === 'connected');
  return accepts ? { evidence: probeEvidence(answer.observation) } : passes;
}

function isolatedPolicies(
  verdict: DirectionVerdict,
  isolated: Pod,
  { snapshot }: CheckTools,
): readonly NetworkPolicy[] {
  const own = snapshot.namespaces.get(isolated.namespace)?.networkPolicies;
  return verdict.by.flatMap(({ policy }) =>
    policy.kind === 'networkpolicy' ? (own?.get(policy.name) ?? []) : [],
  );
}

function missEvidence(miss: RuleMiss, subject: PolicySubject, other: Pod | undefined): Evidence {
  const { policy, direction, ruleIndex, peerIndex } = miss;
  const list = direction === 'ingress' ? 'from' : 'to';
  const peer = peerIndex === undefined ? '' : `.${list}[${peerIndex}]`;
  const [lack] = miss.misses;
  const why = lack === undefined ? '' : describeMiss(lack, subject, other);
  return apiEvidence(
    { kind: 'networkpolicy', namespace: policy.namespace, name: policy.name },
    `nearest: spec.${direction}[${ruleIndex}]${peer}: ${why}`,
  );
}

function otherEvidence(other: Pod | undefined): readonly Evidence[] {
  if (other === undefined) return [];
  return [
    apiListEvidence(
      ['pod', '-n', other.namespace, other.name, '--show-labels'],
      `labels: ${formatLabels(other.labels)}`,
    ),
  ];
}

function uniqueReferences(references: readonly ObjectReference[]): readonly ObjectReference[] {
  return [...new Map(references.map((reference) => [formatReference(reference), reference])).values()];
}

/** What the enforcer means otherwise than the API. */
function dialectSentence({ dialectReasons = [] }: PolicySubject, enforcer: string | undefined): string {
  if (dialectReasons.length === 0 || enforcer === undefined) return '';
  return ` By the API's meaning it would be otherwise; ${enforcer} enforces policies, and ${dialectReasons.join('; ')}.`;
}

/** Judges one direction of the policies for a packet that was not seen to arrive. */
export function judgeDenial(
  subject: PolicySubject,
  direction: PolicyDirection,
  tools: CheckTools,
): CheckResult {
  const { source, destination, address, port, protocol, seen, from } = subject;
  const verdict = subject[direction];
  const [isolated, other] = direction === 'ingress' ? [destination, source] : [source, destination];
  if (isolated === undefined) return { kind: 'not-applicable' };
  const names = [...new Set(verdict.by.map(({ policy }) => policy.name))].join(', ');
  if (verdict.verdict === 'unknown') {
    return { kind: 'skipped', reason: verdict.unknown.join('; ') };
  }
  if (verdict.verdict === 'allow') {
    return {
      kind: 'pass',
      because:
        names === ''
          ? `no policy isolates ${isolated.name} (${direction})`
          : `${names} allows it (${direction})`,
    };
  }
  const refusal = seen === 'refused' ? judgeRefusal(subject, tools) : undefined;
  if (refusal !== undefined && 'kind' in refusal) return refusal;
  const enforcer = direction === 'ingress' ? subject.enforcerOfIngress : subject.enforcerOfEgress;
  const proven = seen !== 'unseen' && enforcer !== undefined;
  const miss = nearestMiss(
    isolatedPolicies(verdict, isolated, tools),
    direction,
    {
      ...(other === undefined ? {} : { pod: other }),
      address,
      ...(destination === undefined ? {} : { destination }),
      port,
      protocol,
    },
    tools.snapshot,
  );
  const [lack] = miss?.misses ?? [];
  const to = destination === undefined ? address : `${destination.namespace}/${destination.name}`;
  const lost = {
    lost: ', and the connection is lost',
    refused: ', and the connection is refused',
    unseen: '',
  };
  const how =
    verdict.reason === 'isolated'
      ? `isolated by ${names}, and none of their rules allows`
      : `denied by ${names}:`;
  const intent: Finding['intent'] = looksLikeError(lack) ? 'suspect' : 'explicit';
  const pods = [isolated, ...(other === undefined ? [] : [other])];
  return {
    kind: 'finding',
    certainty: proven ? 'proven' : 'likely',
    intent,
    summary: `${isolated.namespace}/${isolated.name} is ${how} ${from.replace(/^pod /, '')} → ${to} ${protocol} ${port}${lost[seen]}.${miss === undefined || lack === undefined ? '' : ` Nearest is ${miss.policy.name}: ${describeMiss(lack, subject, other)}.`}${enforcer === undefined ? ' Who enforces policies here is not known.' : ''}${dialectSentence(subject, enforcer)}`,
    objects: uniqueReferences([
      ...verdict.by.map(({ policy }) => policy),
      ...pods.map(({ namespace, name }) => ({ kind: 'pod', namespace, name }) as const),
    ]),
    evidence: [
      ...verdict.by
        .slice(0, 3)
        .map(({ policy, rulePath }) =>
          apiEvidence(policy, rulePath ?? `selects ${isolated.name}; no rule of it allows this`),
        ),
      ...(miss === undefined ? [] : [missEvidence(miss, subject, other)]),
      ...otherEvidence(other),
      ...(refusal === undefined ? [] : [refusal.evidence]),
    ],
    remediation: allowConnection(subject, direction, isolated, miss),
  };
}
