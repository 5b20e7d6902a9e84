import { meshProxyOf } from '../probes/containerTarget.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { PolicyEvaluation } from '../policy/policyQuery.ts';
import { describeConnection, outcomeOf, type ConnectionFact } from '../inquiry/connection.ts';
import type { Backend, DialedAddress } from '../inquiry/dialedAddress.ts';
import type { Finding } from '../finding/finding.ts';
import { notApplicable, unknownHop, type HopDraft } from './hopDraft.ts';
import { policyHop } from './policyHop.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';

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
  /** What the policies say about the packet to this backend; absent where its port is not known. */
  readonly policies: Pick<PolicyEvaluation, 'egress' | 'ingress'> | undefined;
  /** Findings about this backend's pod. */
  readonly findings: readonly Finding[];
}

/** What was found wrong at a hop, when something was. */
function errorAt(id: BackendHopId, findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ hop, severity }) => hop === id && severity === 'error');
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
  const finding = errorAt('proxy', view.findings);
  const rules = finding === undefined ? '' : `; ${finding.summary}`;
  const observed = `${dialed.address}: ${describeConnection(through)}${rules}`;
  if (outcome === 'all') return { status: source.behindMesh ? 'unknown' : 'ok', predicted, observed, at };
  // Failures through the proxy are its own when every backend answers, or its rules were seen to be wrong; otherwise
  // they follow from the backends.
  if (!allBackendsAnswer && finding === undefined) return { ...unknownHop(predicted, observed), at };
  return { status: outcome === 'some' ? 'degraded' : 'broken', predicted, observed, at };
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
  const finding = errorAt('route', view.findings);
  if (finding !== undefined) {
    return { ...unknownHop(predicted, `${describeConnection(direct)}; ${finding.summary}`), at };
  }
  const blamed = view.findings.length > 0;
  return { ...unknownHop(predicted, blamed ? '' : describeConnection(direct)), at };
}

function targetHop(view: BackendView): HopDraft {
  const { backend, direct, findings, source } = view;
  const finding = findings.find(({ severity, hop }) => severity === 'error' && hop === 'target');
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

/** The hops between the dialed address and the process that answers, with the findings about them worked in. */
export function backendHops(
  view: BackendView,
  snapshot: ClusterSnapshot,
): Readonly<Record<BackendHopId, HopDraft>> {
  const { policies, source, backend, direct, findings } = view;
  const failed = outcomeOf(direct) === 'none';
  const blame = (id: BackendHopId, draft: HopDraft): HopDraft =>
    failed && findings.some(({ hop, severity }) => hop === id && severity === 'error')
      ? { ...draft, status: 'broken' }
      : draft;
  const egress = policyHop('egress', policies?.egress, source.pod, snapshot, direct);
  const ingress = policyHop('ingress', policies?.ingress, backend?.pod, snapshot, direct);
  // A finding may be about other backends; what is denied here is said by the verdict for this one.
  const denied = (verdict: 'egress' | 'ingress'): boolean => policies?.[verdict].verdict === 'deny';
  return {
    proxy: proxyHop(view),
    'policy-egress': denied('egress') ? blame('policy-egress', egress) : egress,
    route: blame('route', routeHop(view)),
    'policy-ingress': denied('ingress') ? blame('policy-ingress', ingress) : ingress,
    target: targetHop(view),
  };
}
