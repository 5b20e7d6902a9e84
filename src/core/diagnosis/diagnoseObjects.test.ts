import { hopsOf } from '../finding/hop.ts';
import { describe, expect, it } from 'vitest';
import type { Pod, Service } from '../model/clusterSnapshot.ts';
import { web, web0, web1 } from '../testing/exampleObjects.ts';
import { container, pod, servicePort, slicesFor } from '../testing/snapshotBuilder.ts';
import { checkDiagnosis, clusterWith } from './testing/checkDiagnosis.ts';

const toWeb = { kind: 'service', namespace: 'shop', name: 'web' } as const;
const toPod = (name: string) => ({ kind: 'pod', namespace: 'shop', name }) as const;
const reads = Object.fromEntries(
  ['deployments', 'statefulsets'].map((resource) => [
    `/apis/apps/v1/namespaces/shop/${resource}`,
    { items: [] },
  ]),
);
const startup = {
  ...{ readinessGates: [], schedulingGates: [], nodeSelector: {}, tolerations: [], containers: [] },
  initContainers: [],
};
const unready: Pod = { ...web0, conditions: [{ type: 'Ready', status: 'False' }], startup };
const { nodeName: _none, ...nowhere } = web0;
const unscheduled: Pod = {
  ...nowhere,
  phase: 'Pending',
  podIPs: [],
  conditions: [
    { type: 'PodScheduled', status: 'False', message: '0/2 nodes are available: 2 Insufficient cpu.' },
  ],
  containers: [{ ...container('app'), ready: false, state: { kind: 'waiting' } }],
  startup,
};
const crashing: Pod = {
  ...unready,
  containers: [
    {
      ...container('app', 8080),
      ready: false,
      restartCount: 3,
      state: { kind: 'waiting', reason: 'CrashLoopBackOff' },
      lastState: { kind: 'terminated', exitCode: 1, reason: 'Error' },
    },
  ],
};

function shopWith(service: Service, ...pods: readonly Pod[]) {
  return clusterWith({ pods, services: [service], endpointSlices: slicesFor(service, pods) });
}

describe('pods behind a Service', () => {
  it.each([
    ['unscheduled', unscheduled, 'pod-unscheduled'],
    ['crashing', crashing, 'pod-crash-looping'],
    ['not ready', unready, 'pod-not-ready'],
  ] as const)('that are %s come before what follows from it', (_title, own, code) => {
    const { findings } = checkDiagnosis(
      { snapshot: shopWith(web, own), to: toWeb, behaviour: { reads } },
      { verdict: 'broken', codes: [code, 'endpoints-none-ready'] },
    );
    expect(findings.map(({ causedBy }) => causedBy)).toEqual([[], [code]]);
  });

  it('are no finding while others answer', () => {
    checkDiagnosis({ snapshot: shopWith(web, crashing, web1), to: toWeb }, { verdict: 'reachable' });
  });

  it('are looked into while the Service leaves them out: two causes at once', () => {
    const astray = { ...web, ports: [servicePort(80, 8081)] };
    const { findings } = checkDiagnosis(
      { snapshot: shopWith(astray, unready), to: toWeb, behaviour: { reads } },
      { verdict: 'broken', codes: ['service-target-port-wrong', 'pod-not-ready', 'endpoints-none-ready'] },
    );
    expect(findings.map(({ causedBy }) => causedBy)).toEqual([[], [], ['pod-not-ready']]);
  });
});

describe('pods that are asked for themselves', () => {
  it('may not be ready, and answer', () => {
    const { conditions: _conditions, ...own } = unready;
    const snapshot = shopWith(web, { ...own, conditions: unready.conditions });
    checkDiagnosis({ snapshot, to: toPod('web-0'), port: 8080 }, { verdict: 'reachable' });
  });

  it('crash', () => {
    const behaviour = { reads, listens: { '10.244.1.10': [] } };
    checkDiagnosis(
      { snapshot: shopWith(web, crashing), to: toPod('web-0'), port: 8080, behaviour },
      { verdict: 'broken', codes: ['pod-crash-looping'] },
    );
  });
});

describe('the source', () => {
  it('is nowhere', () => {
    const astray = { ...unscheduled, name: 'client-1', labels: {} };
    const snapshot = clusterWith({
      pods: [astray, web0],
      services: [web],
      endpointSlices: slicesFor(web, [web0]),
    });
    const { paths } = checkDiagnosis(
      { snapshot, from: toPod('client-1'), to: toWeb, behaviour: { reads } },
      { verdict: 'broken', codes: ['pod-unscheduled'] },
    );
    expect(
      paths
        .slice(0, 1)
        .flatMap(hopsOf)
        .find(({ status }) => status === 'broken')?.id,
    ).toBe('resolver');
  });

  it('does not exist', () => {
    checkDiagnosis(
      { snapshot: shopWith(web, web0), from: toPod('client-9'), to: toWeb },
      { verdict: 'broken', codes: ['pod-missing'] },
    );
  });

  it('crashes, perhaps because it cannot connect: nothing is known', () => {
    const restless = { ...crashing, name: 'client-1', labels: {}, podIPs: ['10.244.1.3'] };
    const snapshot = clusterWith({
      pods: [restless, web0],
      services: [web],
      endpointSlices: slicesFor(web, [web0]),
    });
    const { findings } = checkDiagnosis(
      { snapshot, from: toPod('client-1'), to: toWeb, behaviour: { reads } },
      { verdict: 'unknown', codes: ['pod-crash-looping'] },
    );
    expect(findings[0]?.severity).toBe('warning');
  });
});

describe('internalTrafficPolicy Local', () => {
  const local: Service = { ...web, internalTrafficPolicy: 'Local' };

  it('with endpoints on another node', () => {
    checkDiagnosis(
      { snapshot: shopWith(local, web1), to: toWeb, behaviour: { blackholes: ['10.96.0.20'] } },
      { verdict: 'broken', codes: ['service-internal-traffic-local'] },
    );
  });

  it('with an endpoint that is not ready here', () => {
    checkDiagnosis(
      {
        snapshot: shopWith(local, unready, web1),
        to: toWeb,
        behaviour: { reads, blackholes: ['10.96.0.20'] },
      },
      { verdict: 'broken', codes: ['pod-not-ready', 'service-internal-traffic-local'] },
    );
  });

  it('with an endpoint here', () => {
    checkDiagnosis({ snapshot: shopWith(local, web0, web1), to: toWeb }, { verdict: 'reachable', paths: 1 });
  });
});

describe('UDP', () => {
  const overUdp: Service = { ...web, ports: [{ ...servicePort(80, 8080), protocol: 'UDP' }] };

  it('is unknown while the server is silent', () => {
    const behaviour = { listens: { '10.244.1.10': ['udp 0.0.0.0:8080'] } };
    checkDiagnosis(
      { snapshot: shopWith(overUdp, web0), to: toWeb, protocol: 'UDP', behaviour },
      { verdict: 'unknown', unverified: 'nothing came back over UDP' },
    );
  });

  it('is broken where an ICMP error comes back', () => {
    const behaviour = { reads, listens: { '10.244.1.10': [] } };
    checkDiagnosis(
      { snapshot: shopWith(overUdp, web0), to: toWeb, protocol: 'UDP', behaviour },
      { verdict: 'broken', codes: ['port-not-listening'] },
    );
  });

  it('is forwarded to a server of TCP', () => {
    checkDiagnosis(
      { snapshot: shopWith(overUdp, web0), to: toWeb },
      { verdict: 'broken', codes: ['service-protocol-mismatch', 'service-port-missing'] },
    );
  });
});

describe('a Service that is missing here', () => {
  it('is looked at where it is, when only one namespace has it', () => {
    const meant = { ...web, namespace: 'data', name: 'ledger', selector: { app: 'leger' } };
    const ledger = pod('data', 'ledger-0', { app: 'ledger' });
    const snapshot = clusterWith({ pods: [ledger], services: [meant] });
    const behaviour = {
      reads: {
        '/apis/apps/v1/namespaces/data/deployments': { items: [] },
        '/apis/apps/v1/namespaces/data/statefulsets': { items: [] },
      },
    };
    checkDiagnosis(
      { snapshot, to: { kind: 'name', name: 'ledger' }, behaviour },
      {
        verdict: 'broken',
        codes: ['dns-cross-namespace-short-name', 'service-selector-matches-nothing', 'service-missing'],
      },
    );
  });
});
