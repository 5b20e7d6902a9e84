import { describe, expect, it } from 'vitest';
import type { ChangeableObject, ChangeKind } from './networkChange.ts';
import type { NetworkPolicy } from '../model/networkPolicy.ts';
import type { Service } from '../model/clusterSnapshot.ts';
import { service, servicePort } from '../testing/snapshotBuilder.ts';
import { describeChange } from './describeChange.ts';
import { ingressChanges } from './ingressChanges.ts';
import { networkPolicyChanges } from './policyChanges.ts';
import { serviceChanges } from './serviceChanges.ts';
import type { Ingress } from '../model/ingress.ts';

const seen = '2026-01-01T12:00:00.000Z';
const lastChange = { manager: 'helm', time: '2026-01-01T11:59:30Z', operation: 'Apply' } as const;

function check<Value extends ChangeableObject>(
  kind: ChangeKind<Value>,
  before: Value | undefined,
  after: Value | undefined,
  expected: readonly string[],
): void {
  const change = describeChange<Value>(kind, before, after, seen);
  const lines =
    change === undefined
      ? []
      : [
          change.title,
          change.detail,
          `${change.manager ?? 'nobody'} ${change.time === seen ? 'seen' : change.time}`,
        ];
  expect(lines).toEqual(expected);
}

const web: Service = service('shop', 'web', { app: 'web' }, { clusterIPs: ['10.96.0.9'] });
const written = '2026-01-01T11:59:30Z';

const policy: NetworkPolicy = {
  namespace: 'shop',
  name: 'db',
  uid: 'uid-db',
  podSelector: { matchLabels: { app: 'db' }, matchExpressions: [] },
  policyTypes: ['Ingress'],
  ingress: [
    {
      peers: [{ podSelector: { matchLabels: { app: 'web' }, matchExpressions: [] } }],
      ports: [{ protocol: 'TCP', port: 5432 }],
    },
  ],
};

const ingress: Ingress = {
  namespace: 'shop',
  name: 'shop',
  uid: 'uid-ingress',
  labels: {},
  className: 'nginx',
  rules: [
    {
      host: 'shop.example',
      paths: [{ path: '/', pathType: 'Prefix', backend: { kind: 'service', name: 'web', port: 80 } }],
    },
  ],
  tlsHosts: [],
  addresses: [],
};

describe('describeChange', () => {
  it('names the one field that changed, and who wrote it when', () => {
    check(serviceChanges, web, { ...web, selector: { app: 'wbe' }, lastChange }, [
      'Selector of Service shop/web changed',
      'app=web → app=wbe',
      `helm ${written}`,
    ]);
  });
  it('names all fields that changed', () => {
    check(
      serviceChanges,
      web,
      { ...web, ports: [servicePort(80, 9090)], internalTrafficPolicy: 'Local', lastChange },
      [
        'Ports and internal traffic policy of Service shop/web changed',
        'ports: 80/TCP to 8080 → 80/TCP to 9090 · internal traffic policy: Cluster → Local',
        `helm ${written}`,
      ],
    );
  });
  it('tells what was added to a list, and leaves out what stayed', () => {
    check(serviceChanges, web, { ...web, ports: [...web.ports, servicePort(443, 8443, 'tls')], lastChange }, [
      'Ports of Service shop/web changed',
      'tls 443/TCP to 8443 added',
      `helm ${written}`,
    ]);
  });
  it('does not blame the last writer for what a controller put into the status', () => {
    const addressed = { ...web, loadBalancerIngress: [{ ip: '192.0.2.1' }], lastChange };
    check(serviceChanges, { ...web, lastChange }, addressed, [
      'Load balancer addresses of Service shop/web changed',
      'none → 192.0.2.1',
      'nobody seen',
    ]);
  });
  it('tells a Service that came and one that went', () => {
    const detail =
      'selector: app=web · ports: 80/TCP to 8080 · type: ClusterIP · cluster addresses: 10.96.0.9';
    check(serviceChanges, undefined, { ...web, lastChange }, [
      'Service shop/web was created',
      detail,
      `helm ${written}`,
    ]);
    check(serviceChanges, { ...web, lastChange }, undefined, [
      'Service shop/web was deleted',
      detail,
      'nobody seen',
    ]);
  });
  it('tells an object that was replaced by another of its name', () => {
    check(serviceChanges, web, { ...web, uid: 'other' }, [
      'Service shop/web was deleted and created again',
      '',
      'nobody seen',
    ]);
  });
  it('is silent where nothing changed that the network would notice', () => {
    check(serviceChanges, web, { ...web, labels: { team: 'a' }, lastChange }, []);
    check(serviceChanges, web, structuredClone(web), []);
    check(serviceChanges, undefined, undefined, []);
  });
  it('does not believe a clock that is ahead', () => {
    const ahead = { ...lastChange, time: '2026-01-01T13:00:00Z' };
    check(serviceChanges, web, { ...web, selector: {}, lastChange: ahead }, [
      'Selector of Service shop/web changed',
      'app=web removed',
      'helm seen',
    ]);
  });
  it('puts the rules of a policy into words', () => {
    const opened: NetworkPolicy = {
      ...policy,
      ingress: [
        ...policy.ingress,
        { peers: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [] },
      ],
      egress: [],
      policyTypes: ['Ingress', 'Egress'],
    };
    check(networkPolicyChanges, policy, opened, [
      'Types and ingress rules of NetworkPolicy shop/db changed',
      'types: Egress added · ingress rules: from 10.0.0.0/8 except 10.1.0.0/16 added',
      'nobody seen',
    ]);
    check(networkPolicyChanges, opened, policy, [
      'Types and ingress rules of NetworkPolicy shop/db changed',
      'types: Egress removed · ingress rules: from 10.0.0.0/8 except 10.1.0.0/16 removed',
      'nobody seen',
    ]);
  });
  it('puts the rules of an Ingress into words', () => {
    const moved = structuredClone(ingress) as { rules: { host?: string }[] } & Ingress;
    const [rule] = moved.rules;
    if (rule !== undefined) rule.host = 'store.example';
    check(ingressChanges, ingress, moved, [
      'Rules of Ingress shop/shop changed',
      'shop.example/ to web:80 → store.example/ to web:80',
      'nobody seen',
    ]);
  });
});
