import { applyChanges } from '../../src/core/model/applyChanges.ts';
import type { ClusterSnapshot, Pod } from '../../src/core/model/clusterSnapshot.ts';
import { resourceNames } from '../../src/core/model/coverage.ts';
import { emptySnapshot } from '../../src/core/model/emptySnapshot.ts';
import type { LabelSelector } from '../../src/core/model/labelSelector.ts';
import type { NetworkPolicy, NetworkPolicyPeer } from '../../src/core/model/networkPolicy.ts';
import type { SnapshotChange } from '../../src/core/model/snapshotChange.ts';

/** How large a made-up cluster is. */
export interface PolicyScale {
  readonly pods: number;
  readonly namespaces: number;
  readonly policies: number;
}

const asOf = '2026-01-01T00:00:00Z';
const everything: LabelSelector = { matchLabels: {}, matchExpressions: [] };
const apps = ['web', 'api', 'db', 'cache', 'queue', 'worker', 'auth', 'search', 'mail', 'report'];
const tiers = ['frontend', 'backend', 'data'];
const teams = ['red', 'blue', 'green', 'amber', 'violet', 'grey', 'teal', 'pink'];
const replicas = 5;

function namespaceName(index: number): string {
  return `team-${teams[index % teams.length] ?? ''}-${index}`;
}

/** Pods of workloads of five replicas each, with the labels that Deployments and charts give them, and named ports. */
function podAt(index: number, { namespaces }: PolicyScale): Pod {
  const workload = Math.floor(index / replicas);
  const namespace = workload % namespaces;
  const order = Math.floor(workload / namespaces);
  const app = apps[(order + namespace) % apps.length] ?? '';
  const version = `v${1 + (workload % 3)}`;
  return {
    namespace: namespaceName(namespace),
    name: `${app}-${order}-${index % replicas}`,
    uid: `uid-${index}`,
    labels: {
      app,
      'app.kubernetes.io/instance': `${app}-${order}`,
      'app.kubernetes.io/version': version,
      tier: tiers[(order + namespace) % tiers.length] ?? '',
      'pod-template-hash': `hash${workload}`,
      ...(index % 7 === 0 ? { canary: 'true' } : {}),
    },
    nodeName: `node-${index % Math.max(1, Math.ceil(namespaces / 2))}`,
    phase: 'Running',
    podIPs: [`10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`],
    hostNetwork: false,
    dnsPolicy: 'ClusterFirst',
    hostAliases: [],
    conditions: [],
    containers: [
      {
        name: app,
        image: `registry/${app}`,
        ports: [
          { name: 'http', containerPort: workload % 4 === 0 ? 8080 : 80, protocol: 'TCP' },
          { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
        ],
        ready: true,
        restartCount: 0,
        state: { kind: 'running' },
      },
    ],
  };
}

function labelled(matchLabels: LabelSelector['matchLabels']): LabelSelector {
  return { matchLabels, matchExpressions: [] };
}

/** The peers that real policies name: the same namespace, other namespaces by label, both, and blocks of addresses. */
function peersAt(index: number): readonly NetworkPolicyPeer[] {
  const app = apps[(index * 3) % apps.length] ?? '';
  const team = teams[index % teams.length] ?? '';
  const choices: readonly (readonly NetworkPolicyPeer[])[] = [
    [{ podSelector: labelled({ app }) }],
    [{ namespaceSelector: labelled({ team }), podSelector: labelled({ app }) }],
    [{ namespaceSelector: labelled({ team }) }, { podSelector: everything }],
    [
      {
        namespaceSelector: {
          matchLabels: {},
          matchExpressions: [{ key: 'stage', operator: 'NotIn', values: ['test'] }],
        },
        podSelector: {
          matchLabels: {},
          matchExpressions: [
            { key: 'app', operator: 'In', values: [app, 'web', 'api'] },
            { key: 'canary', operator: 'DoesNotExist', values: [] },
          ],
        },
      },
    ],
    [
      { ipBlock: { cidr: '10.0.0.0/8', except: [`10.0.${index % 256}.0/24`] } },
      { ipBlock: { cidr: `10.0.${(index * 7) % 256}.0/24`, except: [] } },
    ],
    [],
  ];
  return choices[index % choices.length] ?? [];
}

function policyAt(index: number, { namespaces }: PolicyScale): NetworkPolicy {
  const app = apps[index % apps.length] ?? '';
  const isDefaultDeny = index % 5 === 0;
  const ports = [
    [{ protocol: 'TCP' as const, port: 'http' }],
    [{ protocol: 'TCP' as const, port: 80 }],
    [{ protocol: 'TCP' as const, port: 8000, endPort: 9000 }],
    [],
  ][index % 4];
  const rule = { peers: peersAt(index), ports: ports ?? [] };
  const dns = { peers: [], ports: [{ protocol: 'UDP' as const, port: 53 }] };
  return {
    namespace: namespaceName(index % namespaces),
    name: `policy-${index}`,
    uid: `policy-uid-${index}`,
    podSelector: isDefaultDeny
      ? everything
      : labelled(index % 3 === 0 ? { tier: tiers[index % 3] ?? '' } : { app }),
    policyTypes: index % 2 === 0 ? ['Ingress'] : ['Ingress', 'Egress'],
    ingress: isDefaultDeny ? [] : [rule],
    ...(index % 2 === 0 ? {} : { egress: [rule, dns] }),
  };
}

/** A cluster with the mix of policies that large ones have; the same for the same scale. */
export function policyFixture(scale: PolicyScale): ClusterSnapshot {
  const changes: SnapshotChange[] = resourceNames.map((resource) => ({
    type: 'coverage',
    resource,
    coverage: { state: 'complete' },
  }));
  for (let index = 0; index < scale.namespaces; index++) {
    const name = namespaceName(index);
    const labels = {
      'kubernetes.io/metadata.name': name,
      team: teams[index % teams.length] ?? '',
      stage: index % 3 === 0 ? 'test' : 'live',
    };
    changes.push({ type: 'upsert', resource: 'namespaces', object: { name, labels, phase: 'Active' } });
  }
  for (let index = 0; index < scale.pods; index++)
    changes.push({ type: 'upsert', resource: 'pods', object: podAt(index, scale) });
  for (let index = 0; index < scale.policies; index++)
    changes.push({ type: 'upsert', resource: 'networkpolicies', object: policyAt(index, scale) });
  return applyChanges(emptySnapshot('bench', asOf), changes, asOf);
}
