import { describe, expect, it } from 'vitest';
import type { Coverage } from '../../model/coverage.ts';
import { ciliumDialect, type PolicyDialect } from '../dialect.ts';
import { policyScene } from '../testing/policyScene.ts';
import { detectPolicyProblems } from './detectPolicyProblems.ts';

const pods = [
  'shop/web app=web @n1 10.0.0.1 :http=8080 :metrics=9090',
  'shop/cart app=cart @n1 10.0.0.2 :8080',
  'shop/proxy app=proxy @n1 192.168.0.1 host',
  'data/db app=db @n1 10.0.0.3 :sql=5432',
  'ops/prometheus app=prometheus @n1 10.0.0.4',
  'kube-system/coredns-1 k8s-app=kube-dns @n1 10.0.0.5 :dns=53/UDP :dns-tcp=53',
];
const world = `
kind: Namespace
metadata: { name: shop, labels: { team: shop } }
---
kind: Namespace
metadata: { name: data }
---
kind: Namespace
metadata: { name: ops, labels: { team: ops, stage: prod } }
---
kind: Service
metadata: { namespace: shop, name: web }
spec: { clusterIP: 10.96.0.10, clusterIPs: [10.96.0.10], selector: { app: web }, ports: [{ port: 80, targetPort: http }] }
---
kind: Service
metadata: { namespace: data, name: db }
spec: { clusterIP: 10.96.0.11, clusterIPs: [10.96.0.11], selector: { app: db }, ports: [{ port: 5432, targetPort: 5432 }] }
---
kind: Service
metadata: { namespace: kube-system, name: kube-dns, labels: { k8s-app: kube-dns } }
spec: { clusterIP: 10.96.0.53, clusterIPs: [10.96.0.53], selector: { k8s-app: kube-dns }, ports: [{ name: dns, port: 53, protocol: UDP, targetPort: 53 }, { name: dns-tcp, port: 53, targetPort: 53 }] }
`;
const policy = (spec: string): string => `
---
kind: NetworkPolicy
metadata: { namespace: shop, name: own }
spec: ${spec}`;
const web = 'podSelector: { matchLabels: { app: web } }';
const ingress = (rule: string): string => policy(`{ ${web}, ingress: [${rule}] }`);
const egress = (rule: string): string => policy(`{ ${web}, policyTypes: [Egress], egress: [${rule}] }`);
/** Keeps DNS out of the way of what is tested. */
const dns =
  '{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { k8s-app: kube-dns } } }], ports: [{ port: 53, protocol: UDP }] }';

interface Options {
  readonly dialect?: PolicyDialect;
  readonly coverage?: Partial<Coverage>;
  readonly pods?: readonly string[];
}

function codes(manifests: string, options: Options = {}): readonly string[] {
  const snapshot = policyScene([...pods, ...(options.pods ?? [])], world + manifests, options.coverage);
  const found = detectPolicyProblems(
    snapshot,
    options.dialect === undefined ? {} : { dialect: options.dialect },
  );
  return found.map(({ code, path }) => `${code}${path === undefined ? '' : ` ${path}`}`);
}

/** Each code with a policy that has the problem, and others that look like it and are right. */
const cases: Readonly<
  Record<
    string,
    {
      readonly bad: readonly (readonly [string, string, Options?])[];
      readonly good: readonly (readonly [string, Options?])[];
    }
  >
> = {
  'policy-uses-service-port': {
    bad: [
      [ingress('{ ports: [{ port: 80 }] }'), 'spec.ingress[0].ports[0]'],
      [
        egress(
          `{ to: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 1 }, { port: 80 }] }, ${dns}`,
        ),
        'spec.egress[0].ports[1]',
      ],
    ],
    good: [
      [ingress('{ ports: [{ port: 8080 }] }')],
      // Both ports are allowed, the way people do who are not sure.
      [ingress('{ ports: [{ port: 80 }, { port: 8080 }] }')],
      [ingress('{ ports: [{ port: 80 }] }, { ports: [{ port: http }] }')],
      // The Service's port is the pod's port.
      [
        egress(
          `{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: db } } }], ports: [{ port: 5432 }] }, ${dns}`,
        ),
      ],
      // 80 is not the port of any Service for this protocol, or no Service selects the pods.
      [ingress('{ ports: [{ port: 80, protocol: UDP }] }')],
      [policy('{ podSelector: { matchLabels: { app: cart } }, ingress: [{ ports: [{ port: 80 }] }] }')],
      [ingress('{ ports: [{ port: 80 }] }'), { coverage: { services: { state: 'forbidden' } } }],
      // To the Internet on 80, which no pod has to serve.
      [egress(`{ ports: [{ port: 80 }] }, ${dns}`)],
    ],
  },
  'policy-named-port-unresolved': {
    bad: [
      [ingress('{ ports: [{ port: web }] }'), 'spec.ingress[0].ports[0]'],
      [ingress('{ ports: [{ port: http, protocol: UDP }] }'), 'spec.ingress[0].ports[0]'],
      [
        egress(`{ to: [{ podSelector: { matchLabels: { app: cart } } }], ports: [{ port: http }] }, ${dns}`),
        'spec.egress[0].ports[0]',
      ],
    ],
    good: [
      [ingress('{ ports: [{ port: http }] }')],
      // One policy for many workloads: those that have the port are meant.
      [policy('{ podSelector: {}, ingress: [{ ports: [{ port: metrics }] }] }')],
      // Nothing to select yet.
      [policy('{ podSelector: { matchLabels: { app: later } }, ingress: [{ ports: [{ port: web }] }] }')],
      [ingress('{ ports: [{ port: web }] }'), { coverage: { pods: { state: 'forbidden' } } }],
    ],
  },
  'policy-and-or-confusion': {
    bad: [
      [
        ingress(
          '{ from: [{ namespaceSelector: { matchLabels: { team: ops } }, podSelector: { matchLabels: { app: cart } } }] }',
        ),
        'spec.ingress[0].from[0]',
      ],
      [
        ingress(
          '{ from: [{ namespaceSelector: { matchLabels: { team: ops } } }, { podSelector: { matchLabels: { app: prometheus } } }] }',
        ),
        'spec.ingress[0].from[1]',
      ],
    ],
    good: [
      [
        ingress(
          '{ from: [{ namespaceSelector: { matchLabels: { team: ops } }, podSelector: { matchLabels: { app: prometheus } } }] }',
        ),
      ],
      [
        ingress(
          '{ from: [{ namespaceSelector: { matchLabels: { team: ops } } }, { podSelector: { matchLabels: { app: cart } } }] }',
        ),
      ],
      // Pods that are not there yet, in a namespace that is.
      [
        ingress(
          '{ from: [{ namespaceSelector: { matchLabels: { team: ops } }, podSelector: { matchLabels: { app: later } } }] }',
        ),
      ],
      [
        ingress(
          '{ from: [{ namespaceSelector: { matchLabels: { team: ops } } }, { podSelector: { matchLabels: { app: later } } }] }',
        ),
      ],
      [ingress('{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: later } } }] }')],
      [
        ingress(
          '{ from: [{ namespaceSelector: { matchLabels: { team: ops } }, podSelector: { matchLabels: { app: cart } } }] }',
        ),
        { coverage: { pods: { state: 'complete', namespaces: ['shop'] } } },
      ],
    ],
  },
  'policy-namespace-label-missing': {
    bad: [
      [
        ingress('{ from: [{ namespaceSelector: { matchLabels: { name: data } } }] }'),
        'spec.ingress[0].from[0]',
      ],
      [
        ingress('{ from: [{ namespaceSelector: { matchLabels: { team: ops, tier: monitoring } } }] }'),
        'spec.ingress[0].from[0]',
      ],
    ],
    good: [
      [ingress('{ from: [{ namespaceSelector: { matchLabels: { team: ops } } }] }')],
      [ingress('{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: data } } }] }')],
      // Namespaces that are yet to come.
      [ingress('{ from: [{ namespaceSelector: { matchLabels: { name: later } } }] }')],
      [ingress('{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: later } } }] }')],
      // The label is there with another value: a choice.
      [ingress('{ from: [{ namespaceSelector: { matchLabels: { team: ops, stage: test } } }] }')],
      [
        ingress('{ from: [{ namespaceSelector: { matchLabels: { name: data } } }] }'),
        { coverage: { namespaces: { state: 'forbidden' } } },
      ],
    ],
  },
  'policy-types-inferred': {
    bad: [
      [policy(`{ ${web}, policyTypes: [Ingress], egress: [{}] }`), 'spec.egress'],
      [policy(`{ ${web}, policyTypes: [Egress], egress: [{}], ingress: [{}] }`), 'spec.ingress'],
      [policy(`{ ${web}, egress: [{}] }`), 'spec'],
      [policy(`{ ${web}, ingress: [{}], egress: [] }`), 'spec.egress'],
    ],
    good: [
      [policy(`{ ${web}, ingress: [{}] }`)],
      [policy(`{ ${web} }`)],
      [policy(`{ ${web}, policyTypes: [Ingress, Egress], egress: [{}] }`)],
      [policy(`{ ${web}, ingress: [{}], egress: [{}] }`)],
      [policy(`{ ${web}, policyTypes: [Ingress], egress: [] }`)],
    ],
  },
  'policy-field-unknown': {
    bad: [
      [ingress('{ form: [{ podSelector: {} }] }'), 'spec.ingress[0].form'],
      [
        policy(`{ podSelector: { matchLabel: { app: web } }, policyTypes: [Ingress] }`),
        'spec.podSelector.matchLabel',
      ],
      [policy(`{ ${web}, policytypes: [Ingress], ingress: [{}] }`), 'spec.policytypes'],
    ],
    good: [
      [ingress('{ from: [{ podSelector: {} }], ports: [{ port: 8080 }] }')],
      // Labels have any name.
      [ingress('{ from: [{ podSelector: { matchLabels: { form: web } } }] }')],
    ],
  },
  'policy-ipblock-ineffective': {
    bad: [
      [egress(`{ to: [{ ipBlock: { cidr: 10.96.0.11/32 } }] }, ${dns}`), 'spec.egress[0].to[0]'],
      [
        egress(`{ to: [{ ipBlock: { cidr: 10.0.0.3/32 } }] }, ${dns}`),
        'spec.egress[0].to[0]',
        { dialect: ciliumDialect },
      ],
    ],
    good: [
      [egress(`{ to: [{ ipBlock: { cidr: 10.0.0.3/32 } }] }, ${dns}`)],
      [egress(`{ to: [{ ipBlock: { cidr: 10.96.0.99/32 } }] }, ${dns}`)],
      [egress(`{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }, ${dns}`)],
      [ingress('{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }')],
      [egress(`{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }, ${dns}`), { dialect: ciliumDialect }],
    ],
  },
  'policy-peer-matches-nobody': {
    bad: [[ingress('{ from: [{ podSelector: { matchLabels: { app: wbe } } }] }'), 'spec.ingress[0].from[0]']],
    good: [
      [ingress('{ from: [{ podSelector: {} }] }')],
      [ingress('{ from: [{ podSelector: { matchLabels: { app: not-yet-there } } }] }')],
      [ingress('{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }')],
    ],
  },
  'policy-dns-denied': {
    bad: [
      [
        egress(
          '{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: db } } }], ports: [{ port: 5432 }] }',
        ),
        'spec.egress',
      ],
      [egress('{ ports: [{ port: 443 }] }'), 'spec.egress'],
      // TCP alone does not help: clients ask over UDP first.
      [egress(`{ to: [{ podSelector: {} }] }, ${dns.replace(', protocol: UDP', '')}`), 'spec.egress'],
      // The Service's address never reaches an enforcer.
      [
        egress(
          '{ to: [{ podSelector: {} }] }, { to: [{ ipBlock: { cidr: 10.96.0.53/32 } }], ports: [{ port: 53, protocol: UDP }] }',
        ),
        'spec.egress',
      ],
    ],
    good: [
      [egress(`{ to: [{ podSelector: {} }] }, ${dns}`)],
      [egress('{ ports: [{ port: 53, protocol: UDP }, { port: 443 }] }')],
      // Nothing may leave, or only to fixed addresses: a choice.
      [policy(`{ ${web}, policyTypes: [Egress] }`)],
      [egress('{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }')],
      // A cache on the pod's own node answers.
      [
        egress('{ to: [{ podSelector: {} }] }'),
        { pods: ['kube-system/node-local-dns-1 k8s-app=node-local-dns @n1 192.168.0.1 host'] },
      ],
      [ingress('{ from: [{ podSelector: {} }] }')],
    ],
  },
  'hostnetwork-ignores-policy': {
    bad: [
      [policy('{ podSelector: { matchLabels: { app: proxy } }, ingress: [{}] }'), 'spec.podSelector'],
      [ingress('{ from: [{ podSelector: { matchLabels: { app: proxy } } }] }'), 'spec.ingress[0].from[0]'],
    ],
    good: [
      [policy('{ podSelector: {}, ingress: [{}] }')],
      [
        ingress(
          '{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: In, values: [proxy, cart] }] } }] }',
        ),
      ],
      [ingress('{ from: [{ podSelector: { matchLabels: { app: later } } }] }')],
    ],
  },
  'policy-other-api-overrides': {
    bad: [
      [
        `${ingress('{}')}
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { namespace: shop, name: l7 }`,
        '',
      ],
      [
        `${ingress('{}')}
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: isolate }
spec: { priority: 1, subject: { namespaces: { matchLabels: { team: shop } } }, ingress: [{ action: Deny, from: [{ namespaces: {} }] }] }`,
        '',
      ],
    ],
    good: [
      [
        `${ingress('{}')}
---
apiVersion: crd.projectcalico.org/v1
kind: NetworkPolicy
metadata: { namespace: ops, name: other }`,
      ],
      // Another team's pods, a policy that only passes, and a tier that is asked last.
      [
        `${ingress('{}')}
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: isolate }
spec: { priority: 1, subject: { namespaces: { matchLabels: { team: ops } } }, ingress: [{ action: Deny, from: [{ namespaces: {} }] }] }
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: pass }
spec: { priority: 2, subject: { namespaces: {} }, ingress: [{ action: Pass, from: [{ namespaces: {} }] }] }
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: { name: default }
spec: { subject: { namespaces: {} }, ingress: [{ action: Deny, from: [{ namespaces: {} }] }] }`,
      ],
    ],
  },
};

describe.each(Object.entries(cases))('%s', (code, { bad, good }) => {
  for (const [manifests, path, options] of bad) {
    it(`finds it in ${manifests}`, () => {
      expect(codes(manifests, options)).toContain(`${code} ${path}`.trim());
    });
  }

  for (const [manifests, options] of good) {
    it(`is silent about ${manifests}`, () => {
      expect(codes(manifests, options).filter((found) => found.startsWith(code))).toEqual([]);
    });
  }
});

describe('detectPolicyProblems', () => {
  it('finds nothing in a cluster whose policies say what they mean', () => {
    const policies = [
      policy('{ podSelector: {}, policyTypes: [Ingress] }'),
      ingress(
        '{ from: [{ podSelector: { matchLabels: { app: cart } } }, { namespaceSelector: { matchLabels: { team: ops } }, podSelector: { matchLabels: { app: prometheus } } }], ports: [{ port: http }, { port: 9090 }] }',
      ).replace('name: own', 'name: web'),
      egress(
        `${dns}, { to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: data } }, podSelector: { matchLabels: { app: db } } }], ports: [{ port: 5432 }] }`,
      ).replace('name: own', 'name: web-out'),
    ];
    expect(codes(policies.join(''))).toEqual([]);
  });
});
