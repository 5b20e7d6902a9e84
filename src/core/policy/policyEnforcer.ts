import { agentsOfNodes, nodeAgents, type NodeAgent } from '../dataplane/nodeAgents.ts';
import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import { isComplete, isServed } from '../model/coverage.ts';
import { ciliumDialect, ciliumDialectOf, kubernetesDialect, type PolicyDialect } from './dialect.ts';
import { connectOnly, type EnforcerKind, enforcerKinds } from './enforcerKinds.ts';
import { showsEnforcer, type NodeSigns } from './nodeSigns.ts';

/** Who enforces NetworkPolicies on a node, or in a cluster, as far as anything shows it. */
export interface PolicyEnforcer {
  /** Its name and, where its image tells it, its release: `Cilium 1.15.19`. Absent where nobody was recognised. */
  readonly name?: string;
  readonly dialect: PolicyDialect;
  /** `doubtful`: what was recognised does not enforce policies by itself. A hint only: something unseen may. */
  readonly enforcement: 'yes' | 'doubtful' | 'unknown';
  /** By what it was recognised, and what to keep in mind about the verdicts; sentences for people. */
  readonly notes: readonly string[];
}

/** The release in the tag of an image: `quay.io/cilium/cilium:v1.15.19@sha256:…`. */
function releaseOf(pod: Pod): string | undefined {
  for (const { image } of pod.containers) {
    const release = /:v?(\d+\.\d+(?:\.\d+)?)(?:[-+@]|$)/.exec(image)?.[1];
    if (release !== undefined) return release;
  }
  return undefined;
}

/** What changes Cilium's meaning and stands in a ConfigMap that nobody reads here. */
const ciliumSettings =
  'Its settings are not read: policy-cidr-match-mode (nodes) lets an ipBlock match nodes, and others change which labels count. An ipBlock is taken not to match pods or nodes there.';

function ciliumFound(release: string | undefined, sign: string): PolicyEnforcer {
  const minor = release?.startsWith('1.') === true ? Number(release.split('.')[1]) : undefined;
  const common = { enforcement: 'yes' } as const;
  if (minor === undefined) {
    const note = `Cilium enforces policies (${sign}); its release is not known, so port ranges (endPort) are taken as by releases before 1.16, which know the first port only.`;
    return { ...common, dialect: ciliumDialect, name: 'Cilium', notes: [note, ciliumSettings] };
  }
  return {
    ...common,
    dialect: ciliumDialectOf(minor),
    name: `Cilium ${release ?? ''}`,
    notes: [
      'Cilium enforces policies, and means some things otherwise than the API.',
      ...(minor === 15 ? [] : ['Its meaning was compared with release 1.15.']),
      ciliumSettings,
    ],
  };
}

function found({ agent, name }: EnforcerKind, release: string | undefined, sign: string): PolicyEnforcer {
  if (agent === 'cilium') return ciliumFound(release, sign);
  const title = release === undefined ? name : `${name} ${release}`;
  return {
    name: title,
    dialect: kubernetesDialect,
    enforcement: 'yes',
    notes: [`${title} enforces policies (${sign}); verdicts follow the API's meaning.`],
  };
}

function nobodyFound(snapshot: ClusterSnapshot, agents: readonly NodeAgent[]): PolicyEnforcer {
  const dialect = kubernetesDialect;
  if (!isComplete(snapshot.coverage, 'pods')) {
    const note =
      "Who enforces policies is not known, because not all pods are listed; verdicts follow the API's meaning.";
    return { dialect, enforcement: 'unknown', notes: [note] };
  }
  const plugin = agents.flatMap(({ kind }) => connectOnly[kind] ?? [])[0];
  if (plugin === undefined) {
    const note =
      "No network plugin was recognised among the pods, so policies may not be enforced at all; verdicts follow the API's meaning.";
    return { dialect, enforcement: 'unknown', notes: [note] };
  }
  const note = `Of the pods only ${plugin} was recognised, which may not enforce policies by itself (some distributions build in something that does); verdicts follow the API's meaning.`;
  return { dialect, enforcement: 'doubtful', notes: [note] };
}

/** The release of an enforcer that runs anywhere in the cluster: nodes are upgraded one by one, and differ for a while only. */
function anyRelease(agents: readonly NodeAgent[], kind: EnforcerKind): string | undefined {
  return agents
    .filter((own) => own.kind === kind.agent)
    .map(({ pod }) => releaseOf(pod))
    .find((release) => release !== undefined);
}

function hostPods(snapshot: ClusterSnapshot, node: string | undefined): readonly Pod[] {
  return [...snapshot.namespaces.values()].flatMap(({ pods }) =>
    [...pods.values()].filter(
      (pod) => pod.hostNetwork && pod.phase === 'Running' && (node === undefined || pod.nodeName === node),
    ),
  );
}

/** Objects of an enforcer's own API: somebody was there to make them, and what shows no pods may be all that is readable. */
function hasObjects(snapshot: ClusterSnapshot, { policies }: EnforcerKind): boolean {
  return policies.some((resource) => snapshot.otherPolicies[resource].size > 0);
}

function conditionOf(
  snapshot: ClusterSnapshot,
  node: string | undefined,
  { condition }: EnforcerKind,
): boolean {
  if (condition === undefined) return false;
  const nodes = node === undefined ? [...snapshot.nodes.values()] : [snapshot.nodes.get(node)];
  return nodes.some((own) =>
    own?.conditions.some(
      ({ type, status, reason }) =>
        type === 'NetworkUnavailable' && status === 'False' && reason === condition,
    ),
  );
}

/** What the API alone shows is found once for each snapshot and node. */
const ofSnapshot = new WeakMap<ClusterSnapshot, Map<string | undefined, PolicyEnforcer>>();

function remembered(snapshot: ClusterSnapshot, node: string | undefined): PolicyEnforcer {
  const known = ofSnapshot.get(snapshot) ?? new Map<string | undefined, PolicyEnforcer>();
  ofSnapshot.set(snapshot, known);
  const enforcer = known.get(node) ?? recognise(snapshot, node, undefined);
  known.set(node, enforcer);
  return enforcer;
}

/**
 * The one place that says who enforces policies on a node (in a cluster, without one), by the first sign that is there: its agent
 * on that node; what the node itself shows (interfaces, routes, chains, CNI files), because an agent need not run in a pod;
 * the condition that it writes on the Node; a container that enforces beside another plugin; and for a whole cluster, or a
 * node of which nothing else is known, objects or CRDs of its own API. What nobody shows is judged by the API's meaning,
 * with a note.
 * @param signs what probes saw on the node
 */
export function policyEnforcerOn(
  snapshot: ClusterSnapshot,
  node: string | undefined,
  signs?: NodeSigns,
): PolicyEnforcer {
  return signs === undefined ? remembered(snapshot, node) : recognise(snapshot, node, signs);
}

function recognise(
  snapshot: ClusterSnapshot,
  node: string | undefined,
  signs: NodeSigns | undefined,
): PolicyEnforcer {
  const everywhere = agentsOfNodes(snapshot, () => true);
  const agents = node === undefined ? everywhere : nodeAgents(snapshot, node);
  for (const kind of enforcerKinds) {
    const own = agents.filter((each) => each.kind === kind.agent);
    if (own.length === 0) continue;
    return found(kind, anyRelease(own, kind) ?? anyRelease(everywhere, kind), 'its pods run there');
  }
  for (const kind of enforcerKinds) {
    const sign = signs === undefined ? undefined : showsEnforcer(kind, signs);
    if (sign !== undefined) return found(kind, anyRelease(everywhere, kind), sign);
  }
  for (const kind of enforcerKinds) {
    const { container, condition } = kind;
    if (conditionOf(snapshot, node, kind))
      return found(kind, anyRelease(everywhere, kind), `the node's condition says ${condition ?? ''}`);
    if (container === undefined) continue;
    const words = hostPods(snapshot, node).flatMap(({ containers }) =>
      containers.flatMap(({ name, image }) => [name, image]),
    );
    if (words.some((word) => container.test(word))) return found(kind, undefined, 'its containers run there');
  }
  // Another plugin on the node speaks against what the cluster's API shows.
  const plugin = agents.some(({ kind }) => kind !== 'kube-proxy');
  if (node !== undefined && plugin) return nobodyFound(snapshot, agents);
  for (const kind of enforcerKinds) {
    if (hasObjects(snapshot, kind)) return found(kind, undefined, 'there are policies of its own API');
  }
  for (const kind of enforcerKinds) {
    if (kind.policies.some((resource) => isServed(snapshot.coverage, resource)))
      return found(kind, undefined, 'the API server serves its own API');
  }
  return nobodyFound(snapshot, agents);
}

/** Who enforces the policies of a pod: that happens on its own node, for both directions. */
export function policyEnforcerOf(
  snapshot: ClusterSnapshot,
  pod: Pod | undefined,
  signs?: NodeSigns,
): PolicyEnforcer {
  if (pod?.nodeName === undefined) return { dialect: kubernetesDialect, enforcement: 'unknown', notes: [] };
  return policyEnforcerOn(snapshot, pod.nodeName, signs);
}
