import type { PolicyCluster, PolicyPod } from '../policyCluster.ts';

/** A case in which an engine says something else than this one, and why this one is right. */
export interface Disagreement {
  readonly title: string;
  readonly engine: 'cyclonus' | 'netpol';
  /** What decides, and where it is written. */
  readonly reason: string;
  readonly source: string;
  readonly cluster: PolicyCluster;
  /** The connection in question, by places in the list of pods. */
  readonly from: number;
  readonly to: number;
  readonly ours: '.' | 'X';
  /** `absent`: the engine expects nothing of it. */
  readonly theirs: '.' | 'X' | 'absent';
}

const port = { port: 80, protocol: 'TCP' as const };

function podOf(
  name: string,
  labels: PolicyPod['labels'],
  last: number,
  ports: PolicyPod['ports'] = [],
): PolicyPod {
  return { namespace: 'x', name, labels, ip: `10.0.0.${last}`, ports };
}

function policyOf(podSelector: object, ingress: readonly object[]): object {
  return {
    metadata: { namespace: 'x', name: 'policy' },
    spec: { podSelector, policyTypes: ['Ingress'], ingress },
  };
}

const namespaces = { x: { 'kubernetes.io/metadata.name': 'x' } };

/**
 * Every known disagreement between this engine and the two that it is compared with; what is not listed here must agree. A test holds
 * each entry to what both engines say today, so that an entry that has become untrue is found.
 */
export const disagreements: readonly Disagreement[] = [
  {
    title: 'a pod and itself',
    engine: 'cyclonus',
    reason:
      'A pod cannot block access to itself; cyclonus applies the policies of the pod to itself as well.',
    source:
      'https://kubernetes.io/docs/concepts/services-networking/network-policies/ (before "The two sorts of pod isolation")',
    cluster: { namespaces, pods: [podOf('a', {}, 1)], policies: [policyOf({}, [])], ports: [port] },
    from: 0,
    to: 0,
    ours: '.',
    theirs: 'X',
  },
  {
    title: 'a pod and itself',
    engine: 'netpol',
    reason:
      'A pod cannot block access to itself. The suite writes a value into these cells and compares none of them (ignoreLoopback), since implementations differ.',
    source: 'https://github.com/kubernetes/kubernetes/issues/95879',
    cluster: { namespaces, pods: [podOf('a', {}, 1)], policies: [policyOf({}, [])], ports: [port] },
    from: 0,
    to: 0,
    ours: '.',
    theirs: 'absent',
  },
  {
    title: 'NotIn, and a label that is absent',
    engine: 'cyclonus',
    reason: 'An object without the label satisfies NotIn; cyclonus takes it for not selected.',
    source:
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#set-based-requirement ("and all resources with no labels with the tier key")',
    cluster: {
      namespaces,
      pods: [podOf('a', {}, 1), podOf('b', { app: 'web' }, 2)],
      policies: [
        policyOf({ matchLabels: { app: 'web' } }, [
          {
            from: [
              { podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['data'] }] } },
            ],
          },
        ]),
      ],
      ports: [port],
    },
    from: 0,
    to: 1,
    ours: '.',
    theirs: 'X',
  },
  {
    title: 'an empty value, and a label that is absent',
    engine: 'cyclonus',
    reason:
      'A label with an empty value is not a label that is absent; cyclonus reads a missing key as the empty value.',
    source:
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#equality-based-requirement (a key has to be there to be equal)',
    cluster: {
      namespaces,
      pods: [podOf('a', {}, 1), podOf('b', { app: 'web' }, 2)],
      policies: [
        policyOf({ matchLabels: { app: 'web' } }, [
          { from: [{ podSelector: { matchLabels: { tier: '' } } }] },
        ]),
      ],
      ports: [port],
    },
    from: 0,
    to: 1,
    ours: 'X',
    theirs: '.',
  },
  {
    title: 'two names for one port',
    engine: 'cyclonus',
    reason:
      'Containers may declare one number under several names, and each of them resolves to it. cyclonus gives a connection one name, the first.',
    source:
      'https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ (NetworkPolicyPort.port: "a numerical or named port on a pod")',
    cluster: {
      namespaces,
      pods: [
        podOf('a', {}, 1),
        podOf('b', { app: 'web' }, 2, [
          { name: 'http', containerPort: 80, protocol: 'TCP' },
          { name: 'alias', containerPort: 80, protocol: 'TCP' },
        ]),
      ],
      policies: [
        policyOf({ matchLabels: { app: 'web' } }, [{ ports: [{ protocol: 'TCP', port: 'alias' }] }]),
      ],
      ports: [port],
    },
    from: 0,
    to: 1,
    ours: '.',
    theirs: 'X',
  },
];
