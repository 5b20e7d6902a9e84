import type { Service } from '../model/clusterSnapshot.ts';
import { formatLabels } from '../model/labels.ts';
import type { JudgedState } from './podState.ts';
import { type EndpointCounts } from './serviceEndpoints.ts';
import type { TopologyState } from '../model/topologyState.ts';
import { countOf } from './topology.ts';

/**
 * How far the resources behind a judgement can be believed in one namespace. `stale`: they were complete and may have
 * changed since. `incomplete`: what is not there may exist.
 */
export interface Belief {
  readonly level: 'complete' | 'stale' | 'incomplete';
  /** Which resource falls short and why, in words; '' when complete. */
  readonly reason: string;
}

/** A judgement as far as it can be believed: nothing is ok, and nothing is missing, that could not be seen. */
export function believe<Judged extends { readonly state: TopologyState; readonly reason: string }>(
  judged: Judged,
  belief: Belief,
): Judged {
  if (belief.level === 'complete' || judged.state === 'inactive') return judged;
  if (belief.level === 'incomplete') return { ...judged, state: 'unknown', reason: belief.reason };
  if (judged.state === 'ok')
    return { ...judged, state: 'unknown', reason: `was ok when last seen (${belief.reason})` };
  return { ...judged, reason: `${judged.reason} (when last seen)` };
}

/** The belief that limits all of them. */
export function worstBelief(...beliefs: readonly Belief[]): Belief {
  return (
    beliefs.find(({ level }) => level === 'incomplete') ??
    beliefs.find(({ level }) => level === 'stale') ?? { level: 'complete', reason: '' }
  );
}

/** Judges what a set of endpoints can do; shared by Services and by their edges to one workload. */
export function judgeEndpoints({ total, ready, terminating }: EndpointCounts): {
  readonly state: TopologyState;
  readonly reason: string;
} {
  if (total === 0 && terminating > 0) {
    return { state: 'warning', reason: `only terminating endpoints are left (${terminating})` };
  }
  if (total === 0) return { state: 'error', reason: 'has no endpoint' };
  if (ready === 0) {
    const reason = total === 1 ? 'its only endpoint is not ready' : `none of ${total} endpoints is ready`;
    return { state: 'error', reason };
  }
  if (ready < total) return { state: 'warning', reason: `${ready} of ${total} endpoints are ready` };
  return { state: 'ok', reason: '' };
}

/** Whether a Service selects pods. The API server treats an empty selector like none. */
export function hasSelector(service: Service): boolean {
  return service.selector !== undefined && Object.keys(service.selector).length > 0;
}

/** `:80`, `:80 :443 +2`: what a client dials. */
function portWords(service: Service): string {
  const shown = service.ports
    .slice(0, 2)
    .map(({ port, protocol }) => `:${port}${protocol === 'TCP' ? '' : `/${protocol}`}`);
  const rest = service.ports.length - shown.length;
  return [...shown, ...(rest > 0 ? [`+${rest}`] : [])].join(' ');
}

/** What is special about how a client reaches it; '' for an ordinary ClusterIP. */
function typeWords(service: Service): string {
  const { headless, type } = service;
  return [
    ...(headless ? ['headless'] : type === 'ClusterIP' ? [] : [type]),
    ...(hasSelector(service) ? [] : ['no selector']),
  ].join(' ');
}

/** What selects and what is selected, as far as a judgement of the Service needs it. */
export interface SelectedPods {
  /** Pods that match the selector and have not finished. */
  readonly active: number;
  readonly finished: number;
}

/** Judges a Service that is no ExternalName, as if everything about it were readable. */
export function judgeService(
  service: Service,
  endpoints: EndpointCounts,
  selected: SelectedPods,
): JudgedState {
  const ports = portWords(service);
  const counted = (state: TopologyState, reason: string): JudgedState => {
    const { total, ready, terminating } = endpoints;
    // Room is short, and its end is cut off: in trouble the counts matter most.
    const counts = total + terminating === 0 ? 'no endpoint' : `${ready}/${total} ready`;
    const words = state === 'ok' ? [[typeWords(service), ports].filter(Boolean).join(' ')] : [counts, ports];
    return { state, reason, badge: words.filter(Boolean).join(' · ') };
  };
  const any = endpoints.total + endpoints.terminating > 0;
  if (!hasSelector(service) && !any) {
    return counted('warning', 'has no selector, and nobody made endpoints for it');
  }
  if (hasSelector(service) && !any) {
    const labels = formatLabels(service.selector ?? {});
    if (selected.active === 0 && selected.finished > 0) {
      return counted('error', `selects only finished pods (${labels})`);
    }
    if (selected.active === 0) return counted('error', `selects no pod (${labels})`);
    return counted('error', `selects ${countOf(selected.active, 'pod')} and has no endpoint`);
  }
  const { state, reason } = judgeEndpoints(endpoints);
  return counted(state, reason);
}
