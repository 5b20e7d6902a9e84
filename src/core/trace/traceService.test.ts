import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { Observation } from '../probes/observation.ts';
import { observe, type Script } from '../testing/scriptedCluster.ts';
import { simulateNetwork, type Behaviour } from '../testing/simulatedNetwork.ts';
import {
  pod,
  service,
  servicePort,
  slicesFor,
  snapshotOf,
  type SnapshotParts,
} from '../testing/snapshotBuilder.ts';
import type { LinkStatus, ServiceTrace } from './serviceTrace.ts';
import { traceService } from './traceService.ts';

const web0 = pod('shop', 'web-0', { app: 'web' }, { podIPs: ['10.244.1.10'] });
const web1 = pod('shop', 'web-1', { app: 'web' }, { podIPs: ['10.244.1.11'], nodeName: 'n2' });
const web = service('shop', 'web', { app: 'web' }, { clusterIPs: ['10.96.0.20'] });
const healthy: SnapshotParts = {
  pods: [web0, web1],
  services: [web],
  endpointSlices: slicesFor(web, [web0, web1]),
};
const notReady = {
  conditions: [{ type: 'Ready', status: 'False' as const, message: 'HTTP 500 on /healthz' }],
};

/** Runs a trace to its end. */
function traceScripted(name: string, snapshot: ClusterSnapshot, script: Script): ServiceTrace {
  let observations: readonly Observation[] = [];
  for (let round = 0; round < 10; round += 1) {
    const { trace, wanted } = traceService(
      { kind: 'service', namespace: 'shop', name },
      snapshot,
      observations,
    );
    if (wanted.length === 0) return trace;
    observations = [...observations, ...wanted.map((request) => observe(request, script(request)))];
  }
  throw new Error('the trace still asks');
}

interface Expected {
  readonly status: LinkStatus;
  readonly headline?: string;
  /** Of each endpoint of the first port. */
  readonly endpoints?: readonly string[];
  readonly codes?: readonly string[];
}

const noWorkloads = Object.fromEntries(
  ['deployments', 'statefulsets'].map((resource) => [
    `/apis/apps/v1/namespaces/shop/${resource}`,
    { items: [] },
  ]),
);

function check(
  title: string,
  parts: SnapshotParts,
  behaviour: Behaviour,
  expected: Expected,
  name = 'web',
): void {
  it(title, () => {
    const snapshot = snapshotOf(parts);
    const trace = traceScripted(
      name,
      snapshot,
      simulateNetwork(snapshot, { reads: noWorkloads, ...behaviour }),
    );
    const endpoints = trace.ports[0]?.slices.flatMap((slice) => slice.endpoints) ?? [];
    expect(trace.status, JSON.stringify(trace, undefined, 2)).toBe(expected.status);
    if (expected.headline !== undefined) expect(trace.headline).toContain(expected.headline);
    if (expected.endpoints !== undefined) {
      expect(endpoints.map(({ status, detail }) => `${status}: ${detail}`)).toEqual(expected.endpoints);
    }
    expect(trace.findings.map(({ code }) => code)).toEqual(expected.codes ?? []);
  });
}

describe('traceService', () => {
  check(
    'follows a healthy Service to its sockets',
    healthy,
    {},
    {
      status: 'ok',
      headline: 'Every ready endpoint of shop/service/web listens',
      endpoints: ['ok: ready, listens on 0.0.0.0:8080', 'ok: ready, listens on 0.0.0.0:8080'],
    },
  );

  check(
    'asks every endpoint, not a sample',
    healthy,
    { listens: { '10.244.1.11': ['127.0.0.1:8080'] } },
    {
      status: 'warning',
      endpoints: [
        'ok: ready, listens on 0.0.0.0:8080',
        'broken: ready, and listens on 127.0.0.1:8080 only; a connection inside the pod fails',
      ],
      codes: ['port-listening-on-loopback'],
    },
  );

  check(
    'finds a wrong targetPort',
    healthy,
    { listens: { '10.244.1.10': ['0.0.0.0:9090'], '10.244.1.11': ['0.0.0.0:9090'] } },
    { status: 'broken', codes: ['service-target-port-wrong', 'port-not-listening'] },
  );

  check(
    'never calls ok what it could not see',
    healthy,
    {
      override: ({ probe }) =>
        probe === 'pod-sockets' ? { outcome: 'forbidden', reason: 'pods/exec is forbidden' } : undefined,
    },
    {
      status: 'unknown',
      endpoints: Array(2).fill(
        'unknown: ready; its sockets were not seen: pods/exec is forbidden',
      ) as string[],
    },
  );

  const unready = [pod('shop', 'web-0', { app: 'web' }, { podIPs: ['10.244.1.10'], ...notReady }), web1];
  check(
    'says why an endpoint is not ready',
    { pods: unready, services: [web], endpointSlices: slicesFor(web, unready) },
    {},
    {
      status: 'warning',
      endpoints: [
        'broken: not ready, gets no traffic (HTTP 500 on /healthz)',
        'ok: ready, listens on 0.0.0.0:8080',
      ],
    },
  );

  check(
    'finds a selector that matches nothing',
    {
      pods: [web0],
      services: [service('shop', 'web', { app: 'wep' })],
      endpointSlices: slicesFor(service('shop', 'web', { app: 'wep' }), []),
    },
    {},
    { status: 'broken', codes: ['service-selector-matches-nothing'] },
  );

  check(
    'does not believe an absence that it cannot see',
    { ...healthy, endpointSlices: [], coverage: { endpointslices: { state: 'forbidden', reason: 'no' } } },
    {},
    {
      status: 'unknown',
      headline: 'its EndpointSlices are not known (no); its selector (app=web) matches 2 pods',
    },
  );

  check(
    'sees that the pod behind an endpoint is gone',
    { ...healthy, pods: [web0] },
    {},
    {
      status: 'warning',
      endpoints: [
        'ok: ready, listens on 0.0.0.0:8080',
        'broken: ready, and its pod web-1 does not exist any more',
      ],
    },
  );

  const renamed = service('shop', 'web', { app: 'web' }, { ports: [servicePort(80, 8080, 'http')] });
  check(
    'sees that no slice has the port',
    { ...healthy, services: [renamed] },
    {},
    { status: 'broken', headline: 'no slice has a port named http (they have: (no name))' },
  );

  check(
    'follows an ExternalName to a Service inside',
    {
      ...healthy,
      services: [
        web,
        service('shop', 'alias', undefined, {
          type: 'ExternalName',
          externalName: 'web.shop.svc.cluster.local',
          clusterIPs: [],
          ports: [],
        }),
      ],
    },
    {},
    { status: 'ok', headline: 'shop/service/alias is an alias of shop/service/web. Every ready endpoint' },
    'alias',
  );

  check(
    'ends where ExternalNames lead in a circle',
    {
      services: ['web', 'other'].map((name) =>
        service('shop', name, undefined, {
          type: 'ExternalName',
          externalName: `${name === 'web' ? 'other' : 'web'}.shop.svc.cluster.local`,
          clusterIPs: [],
          ports: [],
        }),
      ),
    },
    {},
    { status: 'broken', headline: 'leads in a circle' },
  );

  check(
    'says that a Service does not exist',
    healthy,
    {},
    { status: 'broken', codes: ['service-missing'] },
    'wep',
  );

  it('asks for nothing but sockets at first, and for each pod once', () => {
    const { wanted } = traceService(
      { kind: 'service', namespace: 'shop', name: 'web' },
      snapshotOf(healthy),
      [],
    );
    expect(wanted.filter(({ probe }) => probe === 'pod-sockets').map(({ key }) => key)).toEqual([
      'pod-sockets@shop/web-0/app',
      'pod-sockets@shop/web-1/app',
    ]);
    expect(new Set(wanted.map(({ key }) => key)).size).toBe(wanted.length);
  });
});
