import { agentsOfNodes, type NodeAgentKind } from '../dataplane/nodeAgents.ts';
import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import { isComplete } from '../model/coverage.ts';
import { ciliumDialect, ciliumDialectOf, kubernetesDialect, type PolicyDialect } from './dialect.ts';

/** Who enforces NetworkPolicies in a cluster, as far as its pods show it. */
export interface DetectedDialect {
  readonly dialect: PolicyDialect;
  /** Its name and, where its image tells it, its release: `Cilium 1.15.19`. Absent when nobody was recognised. */
  readonly enforcer?: string;
  /** `doubtful`: what was recognised does not enforce policies by itself. A hint only: something unseen may. */
  readonly enforcement: 'yes' | 'doubtful' | 'unknown';
  /** Why, and what to keep in mind about the verdicts; sentences for people. */
  readonly notes: readonly string[];
}

/** Agents that enforce NetworkPolicy, by the names that people know them by; the first that is found counts. */
const enforcers: readonly (readonly [NodeAgentKind, string])[] = [
  ['cilium', 'Cilium'],
  ['calico', 'Calico'],
  ['antrea', 'Antrea'],
  ['ovn-kubernetes', 'OVN-Kubernetes'],
  ['kube-router', 'kube-router'],
  ['weave', 'Weave Net'],
];

/**
 * Containers that enforce policies beside a network plugin that does not: Amazon's node agent, SIG Network's agent (also in
 * kindnetd and flannel's chart), Azure's policy manager, Weave's controller.
 */
const policyContainers: readonly (readonly [RegExp, string])[] = [
  [/aws-(eks-nodeagent|network-policy-agent)/, 'the network policy agent of the AWS VPC CNI'],
  [/kube-network-polic(y|ies)/, 'kube-network-policies'],
  [/azure-npm/, 'Azure Network Policy Manager'],
  [/weave-npc/, 'weave-npc'],
];

/** Plugins that connect pods, and leave policies to somebody else or to their later releases. */
const connectOnly: Partial<Record<NodeAgentKind, string>> = {
  flannel: 'flannel',
  'aws-vpc-cni': 'the AWS VPC CNI',
  'azure-cni': 'Azure CNI',
  kindnet: 'kindnet',
};

/** The release in the tag of an image: `quay.io/cilium/cilium:v1.15.19@sha256:…`. */
function releaseOf(pod: Pod): string | undefined {
  for (const { image } of pod.containers) {
    const release = /:v?(\d+\.\d+(?:\.\d+)?)(?:[-+@]|$)/.exec(image)?.[1];
    if (release !== undefined) return release;
  }
  return undefined;
}

function ciliumFound(release: string | undefined): DetectedDialect {
  const minor = release?.startsWith('1.') === true ? Number(release.split('.')[1]) : undefined;
  if (minor === undefined) {
    const note =
      'Cilium enforces policies; its release is not known, so port ranges (endPort) are taken as by releases before 1.16, which know the first port only.';
    return { dialect: ciliumDialect, enforcer: 'Cilium', enforcement: 'yes', notes: [note] };
  }
  return {
    dialect: ciliumDialectOf(minor),
    enforcer: `Cilium ${release ?? ''}`,
    enforcement: 'yes',
    notes: [
      'Cilium enforces policies, and means some things otherwise than the API.',
      ...(minor === 15 ? [] : ['Its meaning was compared with release 1.15.']),
    ],
  };
}

function apiMeaning(enforcer: string): DetectedDialect {
  const note = `${enforcer} enforces policies; verdicts follow the API's meaning.`;
  return { dialect: kubernetesDialect, enforcer, enforcement: 'yes', notes: [note] };
}

function nobodyFound(snapshot: ClusterSnapshot, kinds: ReadonlySet<NodeAgentKind>): DetectedDialect {
  const dialect = kubernetesDialect;
  if (!isComplete(snapshot.coverage, 'pods')) {
    const note =
      "Who enforces policies is not known, because not all pods are listed; verdicts follow the API's meaning.";
    return { dialect, enforcement: 'unknown', notes: [note] };
  }
  const plugin = [...kinds].flatMap((kind) => connectOnly[kind] ?? [])[0];
  if (plugin === undefined) {
    const note =
      "No network plugin was recognised among the pods, so policies may not be enforced at all; verdicts follow the API's meaning.";
    return { dialect, enforcement: 'unknown', notes: [note] };
  }
  const note = `Of the pods only ${plugin} was recognised, which may not enforce policies by itself (some distributions build in something that does); verdicts follow the API's meaning.`;
  return { dialect, enforcement: 'doubtful', notes: [note] };
}

/**
 * Which dialect the policies of a cluster are enforced in, by the pods of network plugins. What is not recognised is judged by the
 * API's meaning, with a note.
 */
export function detectDialect(snapshot: ClusterSnapshot): DetectedDialect {
  const agents = agentsOfNodes(snapshot, () => true);
  for (const [kind, name] of enforcers) {
    const own = agents.filter((agent) => agent.kind === kind);
    if (own.length === 0) continue;
    const release = own.map(({ pod }) => releaseOf(pod)).find((found) => found !== undefined);
    if (kind === 'cilium') return ciliumFound(release);
    return apiMeaning(release === undefined ? name : `${name} ${release}`);
  }
  for (const { pod } of allRunning(snapshot)) {
    const words = pod.containers.flatMap(({ name, image }) => [name, image]);
    const found = policyContainers.find(([pattern]) => words.some((word) => pattern.test(word)));
    if (found !== undefined) return apiMeaning(found[1]);
  }
  return enforcerOfOtherPolicies(snapshot) ?? nobodyFound(snapshot, new Set(agents.map(({ kind }) => kind)));
}

/** Policies of an API of its own show that somebody was there to make them; what shows no pods may be all that is readable. */
function enforcerOfOtherPolicies({ otherPolicies }: ClusterSnapshot): DetectedDialect | undefined {
  const { ciliumnetworkpolicies, ciliumclusterwidenetworkpolicies } = otherPolicies;
  if (ciliumnetworkpolicies.size + ciliumclusterwidenetworkpolicies.size > 0) return ciliumFound(undefined);
  const { caliconetworkpolicies, calicoglobalnetworkpolicies } = otherPolicies;
  if (caliconetworkpolicies.size + calicoglobalnetworkpolicies.size > 0) return apiMeaning('Calico');
  return undefined;
}

function* allRunning(snapshot: ClusterSnapshot): Iterable<{ readonly pod: Pod }> {
  for (const { pods } of snapshot.namespaces.values()) {
    for (const pod of pods.values()) if (pod.hostNetwork && pod.phase === 'Running') yield { pod };
  }
}
