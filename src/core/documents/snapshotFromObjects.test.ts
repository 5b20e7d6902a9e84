import { describe, expect, it } from 'vitest';
import type { ResourceName } from '../model/coverage.ts';
import { readSnapshotInput } from './readSnapshotInput.ts';

const asOf = '2026-01-31T12:00:00.000Z';

function read(texts: readonly string[], assumeComplete = false) {
  const input = texts.map((text, index) => ({ name: `file${String(index)}`, text }));
  const { value, errors } = readSnapshotInput(input, { context: 'input', asOf, assumeComplete });
  return { value, errors, snapshot: value?.snapshot };
}

const policy = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop }
spec: { podSelector: { matchLabels: { app: db } } }
`;
const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ ports: [{ name: http, containerPort: 8080 }] }] }
`;
const pod = (name: string, uid: string, owner: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'shop', name, uid, labels: { app: 'web' }, ...owner },
  spec: { containers: [{ name: 'app', image: 'x' }] },
});
const list = (metadata: object, ...items: object[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', metadata, items });

function podNames(texts: readonly string[]): readonly string[] {
  return [...(read(texts).snapshot?.namespaces.get('shop')?.pods.keys() ?? [])].sort();
}

describe('what an object is', () => {
  // Each of another API than the kind that it is called as.
  it.each([
    ['serving.knative.dev/v1', 'Service', 'services', 'complete'],
    ['crd.antrea.io/v1beta1', 'NetworkPolicy', 'antreanetworkpolicies', 'held'],
    ['crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', 'antreaclusternetworkpolicies', 'held'],
    ['k8s.ovn.org/v1', 'EgressFirewall', 'egressfirewalls', 'held'],
    ['network.openshift.io/v1', 'EgressNetworkPolicy', 'egressnetworkpolicies', 'held'],
    ['projectcalico.org/v3', 'GlobalNetworkPolicy', 'calicoglobalnetworkpolicies', 'held'],
    ['cilium.io/v2', 'CiliumNetworkPolicy', 'ciliumnetworkpolicies', 'held'],
    ['policy.example.com/v1', 'NetworkPolicy', 'otherapipolicies', 'held'],
    ['kubeovn.io/v1', 'SecurityGroup', 'otherapipolicies', 'held'],
    ['projectcalico.org/v3', 'StagedNetworkPolicy', 'otherapipolicies', 'none'],
    ['k8s.cni.cncf.io/v1beta1', 'MultiNetworkPolicy', 'otherapipolicies', 'none'],
    ['gateway.envoyproxy.io/v1alpha1', 'SecurityPolicy', 'otherapipolicies', 'none'],
    ['extensions/v1beta1', 'NetworkPolicy', 'networkpolicies', 'failed'],
    ['example.com/v1', 'Rollout', 'pods', 'complete'],
  ] as const)('%s %s', (apiVersion, kind, resource, expected) => {
    const text = JSON.stringify({ apiVersion, kind, metadata: { name: 'x', namespace: 'shop' }, spec: {} });
    const { snapshot } = read([policy, text]);
    expect(snapshot?.namespaces.get('shop')?.services.size).toBe(0);
    if (expected === 'held' || expected === 'none') {
      const held = snapshot?.otherPolicies[resource as 'otherapipolicies'].size;
      expect(held).toBe(expected === 'held' ? 1 : 0);
    } else expect(snapshot?.coverage[resource as ResourceName].state).toBe(expected);
  });

  it('says of a kind that is not known and makes pods that the pods are not known', () => {
    const rollout = deployment.replace('apps/v1', 'argoproj.io/v1alpha1').replace('Deployment', 'Rollout');
    const { snapshot, errors } = read([policy, rollout]);
    expect(snapshot?.coverage.pods.state).toBe('failed');
    expect(errors.join()).toContain('Rollout.argoproj.io');
  });

  it('keeps the ports of a container without a name', () => {
    const { snapshot } = read([deployment]);
    const [container] = snapshot?.namespaces.get('shop')?.pods.get('web-0')?.containers ?? [];
    expect(container?.ports).toMatchObject([{ name: 'http', containerPort: 8080 }]);
  });

  it('finds labels and ports of a virtual machine', () => {
    const { snapshot } = read([
      `
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: { name: vm, namespace: shop }
spec:
  runStrategy: Always
  template:
    metadata: { labels: { app: db } }
    spec: { domain: { devices: { interfaces: [{ name: default, ports: [{ name: pg, port: 5432 }] }] } } }
`,
    ]);
    expect(snapshot?.namespaces.get('shop')?.pods.get('vm-0')).toMatchObject({
      labels: { app: 'db', 'kubevirt.io': 'virt-launcher', 'vm.kubevirt.io/name': 'vm' },
      containers: [{ ports: [{ name: 'pg', containerPort: 5432 }] }],
    });
  });
});

describe('manifest or object of a server', () => {
  const owned = (kind: string, name: string): object => ({
    ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: 'u', controller: true }],
  });
  it.each([
    ['a list by hand', [deployment, list({}, pod('by-hand', ''))], ['by-hand', 'web-0']],
    ['a list of a server', [deployment, list({}, pod('listed', 'u'))], ['listed', 'web-0']],
    [
      'pods of the workload',
      [deployment, list({}, pod('web-6f-x', 'u', owned('Deployment', 'web')))],
      ['web-6f-x'],
    ],
    [
      'a listed workload beside listed pods',
      [
        list({}, pod('other', 'u'), {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          metadata: { name: 'db', namespace: 'shop', uid: 'v' },
        }),
      ],
      ['other'],
    ],
    ['an empty list', [deployment, list({})], ['web-0']],
    ['an exported manifest', [deployment.replace('name: web,', 'name: web, uid: u,')], ['web-0']],
  ])('%s', (_title, texts, expected) => {
    expect(podNames(texts)).toEqual(expected);
  });

  it('knows that a list was cut', () => {
    const { snapshot, errors } = read([list({ continue: 'abc' }, pod('a', 'u'))]);
    expect(snapshot?.coverage.pods.state).toBe('failed');
    expect(errors.join()).toContain('the list was cut');
    expect(read([list({ continue: '' }, pod('a', 'u'))]).snapshot?.coverage.pods.state).toBe('complete');
  });
});

describe('what could not be read', () => {
  it.each([
    ['a list that is no mapping', '- a\n', 'failed'],
    ['a text', 'hello\n', 'failed'],
    ['broken YAML', 'a: [\n', 'failed'],
    [
      'broken YAML in a kind that no network needs',
      'apiVersion: v1\nkind: ConfigMap\ndata: {a: {{ b }}\n',
      'complete',
    ],
    [
      'the same key twice in such a kind',
      'apiVersion: v1\nkind: ConfigMap\ndata: {a: b, a: c}\n',
      'complete',
    ],
    [
      'a broken kind that nobody knows',
      'apiVersion: example.com/v1\nkind: Thing\nspec: {a: {{ b }}\n',
      'failed',
    ],
    [
      'a broken policy',
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: {a: {{ b }}\n',
      'failed',
    ],
    ['a values file', 'replicas: 3\n', 'complete'],
    ['nothing', '# only a comment\n', 'complete'],
    [
      'the same key twice',
      policy.replace('app: db', 'app: db, app: web').replace('name: db', 'name: c'),
      'failed',
    ],
    [
      'a reversed range',
      `${policy.replace('name: db', 'name: c')}  `.replace(
        '} }\n',
        '}, ingress: [{ ports: [{ port: 9, endPort: 8 }] }] }\n',
      ),
      'failed',
    ],
    ['another policy of the same name', policy.replace('app: db', 'app: web'), 'failed'],
    ['the same policy twice', policy, 'complete'],
  ])('%s', (_title, text, expected) => {
    const { snapshot } = read([policy, text]);
    expect(snapshot?.coverage.networkpolicies.state).toBe(expected);
  });

  it('is not one of the files', () => {
    const { snapshot, value } = (() => {
      const { value: found } = readSnapshotInput(
        [
          { name: 'a', text: policy },
          { name: 'b', text: '', problem: 'is UTF-16; Kubernetes reads UTF-8' },
        ],
        { context: 'input', asOf },
      );
      return { value: found, snapshot: found?.snapshot };
    })();
    expect(value).toBeDefined();
    expect(snapshot?.coverage.networkpolicies.state).toBe('failed');
  });

  it('is there by its name', () => {
    const { value, errors } = read([
      policy,
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: bad, namespace: shop}\nspec: {ingress: [{form: []}, {ports: [{port: 0}]}]}\n',
    ]);
    expect(value?.unread).toMatchObject([{ kind: 'NetworkPolicy', namespace: 'shop', name: 'bad' }]);
    expect(errors).toEqual([
      'file1: shop/networkpolicy/bad: spec.ingress[1].ports[0].port: expected a whole number from 1 to 65535',
      'file1: shop/networkpolicy/bad: spec.ingress[0].form: a field that the API does not know and drops, so the rule lets everybody in; did you mean from?',
    ]);
  });
});

describe('a folder that is the whole world', () => {
  it('has no other namespaces, nodes or policies', () => {
    const { snapshot } = read([policy, deployment], true);
    for (const resource of ['namespaces', 'nodes', 'pods', 'networkpolicies'] as const) {
      expect(snapshot?.coverage[resource]).toEqual({
        state: 'complete',
        reason: 'as --assume-complete says',
      });
    }
    expect(snapshot?.namespaces.get('shop')?.namespace).toEqual({
      name: 'shop',
      labels: {},
      phase: 'Active',
    });
    expect(read([policy, 'a: ['], true).snapshot?.coverage.networkpolicies.state).toBe('failed');
  });
});
