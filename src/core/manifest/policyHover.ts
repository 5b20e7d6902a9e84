import type { Pod } from '../model/clusterSnapshot.ts';
import type { LabelSelector } from '../model/labelSelector.ts';
import type { NetworkPolicy, NetworkPolicyPeer } from '../model/networkPolicy.ts';
import { projectNetworkPolicy } from '../model/projectNetworkPolicy.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import { matchesLabelSelector } from '../model/matchSelector.ts';
import { directionsOf } from '../policy/selectingPolicies.ts';
import { markdownText } from '../text/escape.ts';
import {
  countWords,
  type HoverText,
  nameList,
  readinessWords,
  selectsWords,
  showOnMap,
} from './hoverText.ts';
import {
  type ManifestContext,
  namespaceOf,
  namespaceWords,
  podsIn,
  whyUnknown,
  withNamespace,
} from './manifestContext.ts';
import type { FieldPath, ManifestObject } from './manifestObject.ts';

/** Whether an object is a NetworkPolicy of the API that Kubernetes itself has. */
export function isNetworkPolicy({ apiVersion, kind }: ManifestObject): boolean {
  return apiVersion === 'networking.k8s.io/v1' && kind === 'NetworkPolicy';
}

/** A policy as its manifest wants it; `undefined` when it is none, or cannot be read. */
export function authoredPolicy(object: ManifestObject, context: ManifestContext): NetworkPolicy | undefined {
  if (!isNetworkPolicy(object)) return undefined;
  return projectNetworkPolicy(withNamespace(object, namespaceOf(object, context))).value;
}

function isEmpty({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
}

/** What a policy does to the pods that it selects: `isolates ingress`. */
function isolationWords(policy: NetworkPolicy): string {
  const directions = directionsOf(policy).map((direction) => direction.toLowerCase());
  return directions.length === 0 ? 'isolates nothing' : `isolates their ${directions.join(' and ')}`;
}

function hoverPodSelector(
  object: ManifestObject,
  policy: NetworkPolicy,
  context: ManifestContext,
): HoverText {
  const { snapshot } = context;
  const isolation = isolationWords(policy);
  const unknown = whyUnknown(snapshot, 'pods', policy.namespace);
  if (unknown !== undefined)
    return { lines: [`not known · ${markdownText(unknown)}`, isolation], actions: [] };
  const pods = podsIn(snapshot, policy.namespace).filter(
    (pod) => isAlive(pod) && matchesLabelSelector(policy.podSelector, pod.labels),
  );
  const place = markdownText(namespaceWords(object, context));
  const every = isEmpty(policy.podSelector) ? ` · every pod of ${place}` : '';
  const lines = pods.length === 0 ? [`**selects no pod** in ${place}`] : [`${selectsWords(pods)}${every}`];
  // Pods of the host network are the node to whoever enforces policies.
  const onHost = pods.filter(({ hostNetwork }) => hostNetwork).length;
  const exempt = onHost === 0 ? '' : ` · not ${countWords(onHost, 'pod')} of the host network`;
  return { lines: [...lines, `${isolation}${exempt}`], actions: showOnMap(undefined, pods) };
}

/** The pods that a peer means, or why they are not known. */
function podsOfPeer(
  peer: NetworkPolicyPeer,
  own: string,
  { snapshot }: ManifestContext,
): { readonly pods: readonly Pod[]; readonly namespaces: number } | string {
  const { namespaceSelector } = peer;
  if (namespaceSelector !== undefined) {
    const { state } = snapshot.coverage.namespaces;
    if (state !== 'complete') return `namespaces: ${state}`;
  }
  const names =
    namespaceSelector === undefined
      ? [own]
      : [...snapshot.namespaces.values()]
          .filter(
            ({ namespace }) =>
              namespace !== undefined && matchesLabelSelector(namespaceSelector, namespace.labels),
          )
          .map(({ name }) => name);
  const unknown = names.map((name) => whyUnknown(snapshot, 'pods', name)).find((why) => why !== undefined);
  if (unknown !== undefined) return unknown;
  const pods = names.flatMap((name) =>
    podsIn(snapshot, name).filter(
      (pod) =>
        isAlive(pod) &&
        (peer.podSelector === undefined || matchesLabelSelector(peer.podSelector, pod.labels)),
    ),
  );
  return { pods, namespaces: names.length };
}

function hoverPeer(
  peer: NetworkPolicyPeer,
  policy: NetworkPolicy,
  direction: string,
  context: ManifestContext,
): HoverText {
  const way = direction === 'ingress' ? 'from' : 'to';
  if (peer.ipBlock !== undefined) {
    const except = peer.ipBlock.except.length === 0 ? '' : ` but ${peer.ipBlock.except.join(', ')}`;
    return {
      lines: [
        `**${way} addresses** ${markdownText(`${peer.ipBlock.cidr}${except}`)}`,
        'meant for addresses outside the cluster: pod addresses may be rewritten before a policy sees them',
      ],
      actions: [],
    };
  }
  const found = podsOfPeer(peer, policy.namespace, context);
  if (typeof found === 'string') return { lines: [`not known · ${markdownText(found)}`], actions: [] };
  const { pods, namespaces } = found;
  const place =
    peer.namespaceSelector === undefined
      ? markdownText(policy.namespace)
      : countWords(namespaces, 'namespace');
  const names =
    pods.length === 0
      ? ''
      : ` (${readinessWords(pods)}) · ${nameList(pods.map(({ namespace, name }) => (namespace === policy.namespace ? name : `${namespace}/${name}`)))}`;
  return {
    lines: [
      `**${way} ${pods.length === 0 ? 'no pod' : countWords(pods.length, 'pod')}** in ${place}${names}`,
    ],
    actions: showOnMap(undefined, pods),
  };
}

/** Hovers on a NetworkPolicy's podSelector and on its peers. */
export function hoverPolicy(
  object: ManifestObject,
  path: FieldPath,
  context: ManifestContext,
): { readonly path: FieldPath; readonly text: HoverText } | undefined {
  const [spec, field, rule, list, place] = path;
  if (spec !== 'spec') return undefined;
  const policy = authoredPolicy(object, context);
  if (policy === undefined) return undefined;
  if (field === 'podSelector') {
    return { path: ['spec', 'podSelector'], text: hoverPodSelector(object, policy, context) };
  }
  if ((field !== 'ingress' && field !== 'egress') || typeof rule !== 'number' || typeof place !== 'number') {
    return undefined;
  }
  if (list !== (field === 'ingress' ? 'from' : 'to')) return undefined;
  const peer = policy[field]?.[rule]?.peers[place];
  if (peer === undefined) return undefined;
  return { path: ['spec', field, rule, list, place], text: hoverPeer(peer, policy, field, context) };
}
