import type { BackendSubject } from '../checks/scopes/backend.ts';
import type { CheckTools } from '../checks/defineCheck.ts';
import type { ClusterSnapshot, Service, ServicePort } from '../model/clusterSnapshot.ts';
import { isComplete } from '../model/coverage.ts';
import { formatLabels } from '../model/labels.ts';
import { endpointsOf, selectedPods } from '../model/serviceEndpoints.ts';
import { slicesOf } from '../model/addressIndex.ts';
import type { LinkStatus, TracedEndpoint, TracedPort, TracedSlice } from './serviceTrace.ts';
import { traceEndpoint } from './traceEndpoint.ts';

/** A port as traced, and the pods behind it that checks can be asked about. */
export interface PortTrace {
  readonly traced: TracedPort;
  readonly subjects: readonly BackendSubject[];
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What is behind a Service as far as pods tell it; for a port without endpoints. */
function describeSelected(snapshot: ClusterSnapshot, service: Service): string {
  if (service.selector === undefined) return 'it has no selector';
  const pods = isComplete(snapshot.coverage, 'pods', service.namespace)
    ? selectedPods(snapshot, service)
    : undefined;
  const labels = formatLabels(service.selector);
  if (pods === undefined) return `the pods behind its selector (${labels}) are not readable`;
  return pods.length === 0
    ? `its selector (${labels}) matches no pod`
    : `its selector (${labels}) matches ${countOf(pods.length, 'pod')}`;
}

/** Why a port has no endpoints although its Service has slices: their ports have other names, or none. */
function describeSlicePorts(
  snapshot: ClusterSnapshot,
  service: Service,
  { name, targetPort }: ServicePort,
): string {
  const names = slicesOf(snapshot, service).flatMap(({ ports }) =>
    ports.map((port) => port.name || '(no name)'),
  );
  const listed = names.length === 0 ? 'none' : [...new Set(names)].join(', ');
  const own = name === undefined ? 'without a name' : `named ${name}`;
  const hint =
    typeof targetPort === 'string'
      ? `; targetPort ${targetPort} has to be the name of a container port of the pods`
      : '';
  return `no slice has a port ${own} (they have: ${listed})${hint}`;
}

function judgePort(endpoints: readonly TracedEndpoint[]): { status: LinkStatus; detail: string } {
  const of = (status: LinkStatus): number =>
    endpoints.filter((endpoint) => endpoint.status === status).length;
  const count = (status: LinkStatus, words: string): string =>
    of(status) === 0 ? '' : `${of(status)} ${words}`;
  // Endpoints on their way out are an ordinary part of a rollout.
  const staying = endpoints.filter(({ terminating }) => !terminating);
  const parts = [
    count('ok', 'ready and listening'),
    count('broken', 'broken'),
    count('warning', 'terminating'),
    count('unknown', 'ready and not verified'),
  ].filter((part) => part !== '');
  const all = endpoints.length === 1 ? '' : 'all ';
  const [only = ''] = parts;
  const text =
    parts.length === 1
      ? `${countOf(endpoints.length, 'endpoint')}, ${all}${only.replace(/^\d+ /, '')}`
      : `${countOf(endpoints.length, 'endpoint')}: ${parts.join(', ')}`;
  if (staying.length === 0) {
    const serving = endpoints.some((endpoint) => endpoint.serving);
    return {
      status: serving ? 'warning' : 'broken',
      detail: `only terminating endpoints are left (${endpoints.length})`,
    };
  }
  if (staying.every(({ status }) => status === 'broken')) return { status: 'broken', detail: text };
  if (staying.some(({ status }) => status === 'broken')) return { status: 'warning', detail: text };
  return { status: staying.some(({ status }) => status === 'unknown') ? 'unknown' : 'ok', detail: text };
}

/** Traces one port of a Service through its slices to the sockets of the pods. */
export function tracePort(service: Service, servicePort: ServicePort, tools: CheckTools): PortTrace {
  const { snapshot } = tools;
  const known = isComplete(snapshot.coverage, 'endpointslices', service.namespace);
  const traces = endpointsOf(snapshot, service, servicePort).map((endpoint) => ({
    slice: endpoint.slice,
    ...traceEndpoint(endpoint, service, servicePort, tools),
  }));
  const slices = slicesOf(snapshot, service);
  const own = slices.filter(({ ports }) =>
    ports.some(
      ({ name, protocol }) => name === (servicePort.name ?? '') && protocol === servicePort.protocol,
    ),
  );
  // Slices of other ports say nothing here, unless there are no others.
  const tracedSlices = (own.length > 0 ? own : slices).map((slice): TracedSlice => ({
    slice: { kind: 'endpointslice', namespace: slice.namespace, name: slice.name },
    addressType: slice.addressType,
    ...(slice.managedBy === undefined ? {} : { managedBy: slice.managedBy }),
    endpoints: traces.filter((trace) => trace.slice === slice).map(({ traced }) => traced),
  }));
  const judged = ((): { status: LinkStatus; detail: string } => {
    if (traces.length > 0) {
      const result = judgePort(traces.map(({ traced }) => traced));
      if (known || result.status !== 'ok') return result;
      return {
        status: 'unknown',
        detail: `${result.detail}; there may be more, the EndpointSlices are not all known`,
      };
    }
    const selectsNothing =
      isComplete(snapshot.coverage, 'pods', service.namespace) &&
      selectedPods(snapshot, service)?.length === 0;
    if (!known && selectsNothing) {
      return { status: 'broken', detail: `no endpoint: ${describeSelected(snapshot, service)}` };
    }
    if (!known) {
      const { state, reason } = snapshot.coverage.endpointslices;
      const why = reason ?? (state === 'complete' ? 'listed for other namespaces only' : state);
      return {
        status: 'unknown',
        detail: `its EndpointSlices are not known (${why}); ${describeSelected(snapshot, service)}`,
      };
    }
    if (slices.every(({ endpoints }) => endpoints.length === 0)) {
      return { status: 'broken', detail: `no endpoint: ${describeSelected(snapshot, service)}` };
    }
    return { status: 'broken', detail: describeSlicePorts(snapshot, service, servicePort) };
  })();
  const { name, port, protocol, targetPort } = servicePort;
  return {
    traced: {
      ...(name === undefined ? {} : { name }),
      port,
      protocol,
      targetPort: String(targetPort),
      ...judged,
      slices: tracedSlices,
    },
    subjects: traces.flatMap(({ subject, traced }) => {
      if (subject === undefined) return [];
      const siblingAnswers = traces.some((other) => other.traced !== traced && other.traced.status === 'ok');
      return [{ ...subject, siblingAnswers }];
    }),
  };
}
