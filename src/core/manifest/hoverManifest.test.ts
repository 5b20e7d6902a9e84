import { describe, expect, test } from 'vitest';
import { container, pod, service, servicePort, slicesFor, snapshotOf } from '../testing/snapshotBuilder.ts';
import { hoverManifest, servicesAt } from './hoverManifest.ts';
import type { ManifestContext } from './manifestContext.ts';
import { parseManifest } from './parseManifest.ts';
import { markedText } from './testing/markedText.ts';

const notReady = { conditions: [{ type: 'Ready', status: 'False' as const }] };
const http = { containers: [container('app', 8080, 'http')] };
const pods = [
  pod('shop', 'web-a', { app: 'web' }, http),
  pod('shop', 'web-b', { app: 'web' }, { ...http, ...notReady }),
  pod('shop', 'cart-0', { app: 'cart', tier: 'back' }),
  pod('data', 'db-0', { app: 'db' }),
];
const web = service('shop', 'web', { app: 'web' }, { ports: [servicePort(80, 'http', 'http')] });
const dns = service(
  'kube-system',
  'kube-dns',
  {},
  { labels: { 'k8s-app': 'kube-dns' }, clusterIPs: ['10.96.0.10'] },
);
const snapshot = snapshotOf({
  pods,
  services: [web, service('shop', 'cart', { app: 'cart' }), dns],
  endpointSlices: slicesFor(web, pods.slice(0, 2)),
});

function contextOf(text: string, changes: Partial<ManifestContext> = {}): ManifestContext {
  return {
    snapshot,
    defaultNamespace: 'shop',
    authored: parseManifest(text).objects.map(({ object }) => object),
    workloads: () => [],
    ...changes,
  };
}

function check(
  title: string,
  marked: string,
  expected: readonly string[] | undefined,
  changes: Partial<ManifestContext> = {},
): void {
  test(title, () => {
    const { text, offset } = markedText(marked);
    const hover = hoverManifest(parseManifest(text), offset, contextOf(text, changes));
    expect(hover?.lines).toEqual(expected);
  });
}

const forbidden = { coverage: { ...snapshot.coverage, pods: { state: 'forbidden' } } } as const;

describe('a Service', () => {
  const head = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n';
  check('its selector', `${head}  selector:\n    app: we‸b\n`, [
    '**selects 2 pods** (1 ready) · web-a, web-b',
  ]);
  check('an edit of its selector', `${head}  selector: {app: car‸t}\n`, [
    '**selects 1 pod** (1 ready) · cart-0',
  ]);
  check('a selector that matches nothing', `${head}  selector: {app: wb‸b}\n`, [
    '**selects no pod** with app=wbb in shop, the namespace of the context',
  ]);
  check(
    'a selector whose workload is at hand',
    `${head}  selector: {app: n‸ew}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: new}\nspec: {template: {metadata: {labels: {app: new}}, spec: {containers: [{name: a}]}}}\n`,
    [
      '**selects no pod** with app=new in shop, the namespace of the context',
      'the manifest of Deployment new would make them',
    ],
  );
  check('pods that may not be read', `${head}  sele‸ctor: {app: web}\n`, ['not known · pods: forbidden'], {
    snapshot: { ...snapshot, ...forbidden },
  });
  check(
    'a port by name',
    `${head}  selector: {app: web}\n  ports:\n  - port: 80\n    name: http\n    targetPort: ht‸tp\n`,
    ['**80/TCP → http** · 8080 in container app of 2 pods', '2 endpoints now, 1 ready'],
  );
  check(
    'a port by a name that nobody has',
    `${head}  selector: {app: web}\n  ports:\n  - port: 8‸0\n    targetPort: web\n`,
    [
      '**80/TCP → web** · **no pod has a port named web**/TCP · declared: http 8080',
      '2 endpoints now, 1 ready (the cluster still sends to http)',
    ],
  );
  check(
    'a port by a number that nobody declares',
    `${head}  selector: {app: web}\n  ports:\n  - port: 81\n    targetPort: 80‸88\n`,
    [
      '**81/TCP → 8088** · no container declares 8088/TCP (declared: http 8080); it may listen all the same, Trace looks',
      'not applied yet: the Service in the cluster has no such port',
    ],
  );
  check('what Podpath has nothing to say about', `${head}  type: Clu‸sterIP\n`, undefined);
  check(
    'a Service of Knative',
    'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: we‸b}}\n',
    undefined,
  );
  check(
    'a namespace that is not there',
    'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: prod}\nspec: {selector: {app: we‸b}}\n',
    ['**selects no pod** · there is no namespace prod'],
  );
  check('hostile labels', `${head}  selector: {app: "[x](command:evil)<b>‸"}\n`, [
    '**selects no pod** with app=\\[x\\](command:evil)\\<b\\> in shop, the namespace of the context',
  ]);
});

describe('a NetworkPolicy', () => {
  const head =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec:\n';
  check('its pods', `${head}  podSelector: {matchLabels: {app: w‸eb}}\n`, [
    '**selects 2 pods** (1 ready) · web-a, web-b',
    'isolates their ingress',
  ]);
  check('an empty selector', `${head}  podSelec‸tor: {}\n  policyTypes: [Ingress, Egress]\n`, [
    '**selects 3 pods** (2 ready) · web-a, web-b +1 · every pod of shop',
    'isolates their ingress and egress',
  ]);
  check(
    'a peer of the same namespace',
    `${head}  podSelector: {}\n  ingress:\n  - from:\n    - podSelector: {matchLabels: {app: ca‸rt}}\n`,
    ['**from 1 pod** in shop (1 ready) · cart-0'],
  );
  check(
    'a peer of other namespaces',
    `${head}  podSelector: {}\n  egress:\n  - to:\n    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: d‸ata}}\n`,
    ['**to 1 pod** in 1 namespace (1 ready) · data/db-0'],
  );
  check(
    'a peer of addresses',
    `${head}  podSelector: {}\n  egress:\n  - to:\n    - ipBlock: {cidr: 10.0.0.0/8‸, except: [10.1.0.0/16]}\n`,
    [
      '**to addresses** 10.0.0.0/8 but 10.1.0.0/16',
      'meant for addresses outside the cluster: pod addresses may be rewritten before a policy sees them',
    ],
  );
});

describe('what names a Service', () => {
  const ingress = (backend: string): string =>
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\nspec:\n  rules:\n  - http:\n      paths:\n      - path: /\n        backend:\n          service: ${backend}\n`;
  check('a backend', ingress('{name: we‸b, port: {name: http}}'), [
    '**shop/web** · http 80 → http · 2 endpoints, 1 ready',
  ]);
  check('a backend by number', ingress('{name: web, port: {number: 8‸0}}'), [
    '**shop/web** · http 80 → http · 2 endpoints, 1 ready',
  ]);
  check('a backend that is not there', ingress('{name: wep‸, port: {number: 80}}'), [
    '**no Service wep** in shop · nearest: web',
  ]);
  check('a port that is not there', ingress('{name: web, port: {number: 808‸0}}'), [
    '**shop/web** **has no port 8080** · it has http 80',
  ]);
  check(
    'a route',
    'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: shop}\nspec: {rules: [{backendRefs: [{name: cart, port: 8‸0}]}]}\n',
    ['**shop/cart** · 80 → 8080 · **no endpoint**'],
  );
});

describe('a pod template', () => {
  const deployment = (spec: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  template:\n    metadata: {labels: {app: web}}\n    spec: ${spec}\n`;
  check('dnsPolicy', deployment('{dnsPolicy: Clus‸terFirst, containers: [{name: a}]}'), [
    '**names go to the cluster DNS 10.96.0.10** · search shop.svc.… first, ndots 5',
    'names outside the cluster are forwarded by it',
  ]);
  check(
    'dnsPolicy on the host network',
    deployment('{hostNetwork: true, dnsPolicy: Clus‸terFirst, containers: [{name: a}]}'),
    [
      '**ClusterFirst with hostNetwork means Default**: the resolv.conf of the node, Service names do not resolve',
      'ClusterFirstWithHostNet asks the cluster DNS',
    ],
  );
  check(
    'dnsConfig',
    deployment('{dnsConfig: {options: [{name: ndots, value: "1‸"}]}, containers: [{name: a}]}'),
    [
      '**is added** to what ClusterFirst gives · options ndots:1',
      'ndots 1: a name with a dot is asked as it is first, and through the search list only then',
    ],
  );
  check('a port', deployment('{containers: [{name: a, ports: [{name: http, containerPort: 80‸80}]}]}'), [
    '**reached through** web:80',
    'a declaration only: it opens nothing; Services may name it as targetPort',
  ]);
  check(
    'a port that nobody sends to',
    deployment('{containers: [{name: a, ports: [{containerPort: 90‸90}]}]}'),
    ['no port of web sends here', 'a declaration only: it opens and closes nothing'],
  );
  check(
    'the labels of a CronJob',
    'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c, namespace: shop}\nspec: {jobTemplate: {spec: {template: {metadata: {labels: {app: x‸}}, spec: {containers: []}}}}}\n',
    ['**no Service selects these labels**'],
  );
});

describe('the Services that a position is about', () => {
  const both =
    'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\nspec: {template: {metadata: {labels: {app: cart}}, spec: {containers: []}}}\n---\nkind: other\n';
  const at = (title: string, place: string, expected: readonly string[]): void => {
    test(title, () => {
      const references = servicesAt(parseManifest(both), both.indexOf(place), contextOf(both));
      expect(references.map(({ namespace, name }) => `${namespace ?? ''}/${name}`)).toEqual(expected);
    });
  };
  at('its own', 'kind: Service', ['shop/web']);
  at('those that select a workload', 'Deployment', ['shop/cart']);
  at('elsewhere, those of the text', 'other', ['shop/web']);
});
