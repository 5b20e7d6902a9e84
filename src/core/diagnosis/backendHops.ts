import { meshProxyOf } from '../probes/containerTarget.ts';
import { isComplete } from '../model/coverage.ts';
import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import { policiesSelecting } from '../policy/selectingPolicies.ts';
import { describeConnection, outcomeOf, type ConnectionFact } from './connection.ts';
import type { Backend, DialedAddress } from './destination.ts';
import type { Finding } from './diagnosis.ts';
import { notApplicable, unknownHop, type HopDraft } from './hopDraft.ts';
import type { SourceFacts } from './sourceFacts.ts';

/** Hops that differ from backend to backend. */
export type BackendHopId = 'proxy' | 'policy-egress' | 'route' | 'policy-ingress' | 'target';

/** What is known of one backend behind one dialed address. */
export interface BackendView {
  readonly source: SourceFacts;
  readonly dialed: DialedAddress;
  readonly backend: Backend | undefined;
  /** Through the address that the client dials. */
  readonly through: ConnectionFact;
  /** To the backend itself. */
  readonly direct: ConnectionFact;
  /** Every backend of this address that was tried answers directly. */
  readonly allBackendsAnswer: boolean;
  /** Findings about this backend's pod. */
  readonly findings: readonly Finding[];
}

function proxyHop(view: BackendView): HopDraft {
  const { dialed, backend, through, allBackendsAnswer, source } = view;
  if (dialed.address === '') return notApplicable('nothing to dial');
  if (!dialed.translated) return notApplicable('the address is the backend’s own');
  const at = source.pod?.nodeName === undefined ? source.at : `node ${source.pod.nodeName}`;
  const to = backend === undefined ? 'no endpoint' : `${backend.address}:${String(backend.port ?? '?')}`;
  const predicted = `${dialed.address}:${String(dialed.port ?? '?')} → ${to}${dialed.backends.length > 1 ? ` (one of ${dialed.backends.length})` : ''}`;
  const outcome = outcomeOf(through);
  if (outcome === 'unseen') {
    return { ...unknownHop(predicted, through.state === 'unseen' ? through.reason : ''), at };
  }
  const observed = `${dialed.address}: ${describeConnection(through)}`;
  if (outcome === 'all') return { status: source.behindMesh ? 'unknown' : 'ok', predicted, observed, at };
  // Failures through the proxy are its own only when every backend answers; otherwise they follow from the backends.
  if (!allBackendsAnswer) return { ...unknownHop(predicted, observed), at };
  return { status: outcome === 'some' ? 'degraded' : 'broken', predicted, observed, at };
}

function policyHop(
  direction: 'Ingress' | 'Egress',
  pod: Pod | undefined,
  snapshot: ClusterSnapshot,
  direct: ConnectionFact,
): HopDraft {
  if (pod === undefined) return notApplicable('no pod is known at this end');
  const at = `pod ${pod.namespace}/${pod.name}`;
  if (pod.hostNetwork) return { ...notApplicable('policies do not cover host-network pods'), at };
  const observed = describeConnection(direct);
  const passed = outcomeOf(direct) === 'all';
  if (!isComplete(snapshot.coverage, 'networkpolicies', pod.namespace)) {
    const predicted = `NetworkPolicies of ${pod.namespace} are not readable`;
    return passed ? { status: 'ok', predicted, observed, at } : { ...unknownHop(predicted, observed), at };
  }
  const policies = policiesSelecting(snapshot, pod, direction);
  if (policies.length === 0) {
    return { ...notApplicable(`no NetworkPolicy isolates ${pod.name} (${direction.toLowerCase()})`), at };
  }
  const predicted = `isolated by ${policies.map((policy) => policy.name).join(', ')}`;
  return passed ? { status: 'ok', predicted, observed, at } : { ...unknownHop(predicted, observed), at };
}

function routeHop(view: BackendView): HopDraft {
  const { source, backend, direct } = view;
  const at = source.pod?.nodeName === undefined ? source.at : `node ${source.pod.nodeName}`;
  if (backend === undefined) return { ...notApplicable('nothing to route to'), at };
  const destination = backend.pod?.nodeName;
  const predicted =
    destination === undefined
      ? `to ${backend.address}`
      : destination === source.pod?.nodeName
        ? `within node ${destination}`
        : `to ${backend.address} on node ${destination}`;
  const outcome = outcomeOf(direct);
  if (outcome === 'unseen')
    return { ...unknownHop(predicted, direct.state === 'unseen' ? direct.reason : ''), at };
  const refused = direct.state === 'seen' && direct.attempts.every((attempt) => attempt.status === 'refused');
  // A refusal is an answer, though not always the target's: a reject rule answers in its name.
  if (outcome === 'all' || refused)
    return { status: 'ok', predicted, observed: describeConnection(direct), at };
  const blamed = view.findings.length > 0;
  return { ...unknownHop(predicted, blamed ? '' : describeConnection(direct)), at };
}

function targetHop(view: BackendView): HopDraft {
  const { backend, direct, findings, source } = view;
  const finding = findings.find((candidate) => candidate.severity === 'error');
  const seen = describeConnection(direct);
  const predicted = backend === undefined ? '' : `accepts ${backend.address}:${String(backend.port ?? '?')}`;
  const at =
    backend?.pod === undefined
      ? (backend?.address ?? '')
      : `pod ${backend.pod.namespace}/${backend.pod.name}`;
  const place = at === '' ? {} : { at };
  if (finding !== undefined) {
    return {
      status: 'broken',
      predicted,
      observed: seen === '' ? finding.title : `${seen}; ${finding.title}`,
      ...place,
    };
  }
  if (backend === undefined) return notApplicable('no backend');
  const outcome = outcomeOf(direct);
  if (outcome === 'unseen') {
    return { ...unknownHop(predicted, direct.state === 'unseen' ? direct.reason : ''), ...place };
  }
  if (outcome === 'none') return { ...unknownHop(predicted, seen), ...place };
  const meshed = source.behindMesh || (backend.pod !== undefined && meshProxyOf(backend.pod) !== undefined);
  return meshed
    ? { ...unknownHop(predicted, `${seen} by a mesh proxy, which accepts for the application`), ...place }
    : { status: 'ok', predicted, observed: seen, ...place };
}

/** The hops between the dialed address and the process that answers. */
export function backendHops(
  view: BackendView,
  snapshot: ClusterSnapshot,
): Readonly<Record<BackendHopId, HopDraft>> {
  return {
    proxy: proxyHop(view),
    'policy-egress': policyHop('Egress', view.source.pod, snapshot, view.direct),
    route: routeHop(view),
    'policy-ingress': policyHop('Ingress', view.backend?.pod, snapshot, view.direct),
    target: targetHop(view),
  };
}
