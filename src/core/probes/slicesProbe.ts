import { urlPart } from '../text/urlPart.ts';
import type { EndpointSlice } from '../model/clusterSnapshot.ts';
import { projectEndpointSlice } from '../model/projectEndpointSlice.ts';
import { isRecord, readList, readRecord } from '../model/readField.ts';
import { defineProbe } from './defineProbe.ts';

export interface SlicesParameters {
  readonly namespace: string;
  readonly service: string;
  /** Tells a later look from the first one: which look it is, from 2. */
  readonly look?: number;
}

/** The slices of a Service at the moment of asking. */
export interface ServiceSlices {
  readonly slices: readonly EndpointSlice[];
  /** Some endpoint has hints, for zones or nodes, by which a proxy may leave others out. */
  readonly hinted: boolean;
}

function hasHints(raw: unknown): boolean {
  return (
    isRecord(raw) &&
    readList(raw, 'endpoints').some(
      (endpoint) => isRecord(endpoint) && Object.keys(readRecord(endpoint, 'hints')).length > 0,
    )
  );
}

/**
 * The EndpointSlices of a Service, read again from the API: what a probe saw on a node can only be compared with the
 * slices of the same moment.
 */
export const slicesProbe = defineProbe<SlicesParameters, ServiceSlices>({
  id: 'endpoint-slices',
  title: 'EndpointSlices of the Service, read again',
  privilege: 'api',
  timeoutMilliseconds: 15_000,
  identity: ({ namespace, service, look }) =>
    `${namespace}/${service}${look === undefined ? '' : ` look ${look}`}`,
  vantage: () => ({ kind: 'api' }),
  action: ({ namespace, service }) => ({
    kind: 'read',
    path:
      `/apis/discovery.k8s.io/v1/namespaces/${urlPart(namespace)}/endpointslices` +
      `?labelSelector=${urlPart(`kubernetes.io/service-name=${service}`)}`,
  }),
  parse: (observation) => {
    let body: unknown;
    try {
      body = JSON.parse(observation.stdout);
    } catch {
      return { errors: ['the answer is no JSON'] };
    }
    if (!isRecord(body) || !Array.isArray(body['items'])) return { errors: ['the answer is no list'] };
    const items = body['items'] as readonly unknown[];
    const projections = items.map(projectEndpointSlice);
    const slices = projections.flatMap(({ value }) => (value === undefined ? [] : [value]));
    if (slices.length < items.length) return { errors: projections.flatMap(({ errors }) => errors) };
    return { value: { slices, hinted: items.some(hasHints) }, errors: [] };
  },
});
