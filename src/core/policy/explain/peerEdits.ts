import { labelValue } from '../../model/labels.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../../model/labelSelector.ts';
import type { CompiledPeer } from '../compiledPolicy.ts';
import { type KnownLabels, matchRequirement, requirementsOf } from '../../model/matchSelector.ts';
import { matchPeer } from '../matchPeer.ts';
import type { Traffic } from '../matchRule.ts';
import type { PodEnd, TrafficEnd } from '../trafficEnd.ts';
import type { Edit } from './edit.ts';

interface Unmet {
  readonly requirement: LabelSelectorRequirement;
  readonly actual?: string;
}

/** The conditions of a selector that labels surely do not meet. */
function unmetOf(selector: LabelSelector, known: KnownLabels): readonly Unmet[] {
  return requirementsOf(selector)
    .filter((requirement) => matchRequirement(requirement, known) === false)
    .map((requirement) => {
      const actual = labelValue(known.labels, requirement.key);
      return { requirement, ...(actual === undefined ? {} : { actual }) };
    });
}

function podPeerEdits(peer: Extract<CompiledPeer, { kind: 'pods' }>, end: PodEnd): readonly Edit[] {
  const { namespace, name, labels } = end.pod;
  const { namespaces, pods } = peer.selection;
  const ofPod = unmetOf(pods, { labels, complete: true }).map((unmet): Edit => ({
    kind: 'pod-label',
    namespace,
    name,
    ...unmet,
  }));
  if (namespaces.kind === 'labels') {
    const ofNamespace = unmetOf(namespaces.selector, end.namespaceLabels).map((unmet): Edit => ({
      kind: 'namespace-label',
      namespace,
      ...unmet,
    }));
    return [...ofNamespace, ...ofPod];
  }
  if (namespaces.name === namespace) return ofPod;
  return [{ kind: 'namespace', wanted: namespaces.name, actual: namespace }, ...ofPod];
}

function kindEdit(wanted: 'pod' | 'node' | 'address', end: TrafficEnd): readonly Edit[] {
  return [{ kind: 'kind-of-end', wanted, actual: end.title }];
}

/** What would have to differ for a peer to match the other end; nothing when it does, `undefined` when nobody can say. */
export function peerEdits(peer: CompiledPeer, traffic: Traffic): readonly Edit[] | undefined {
  const { other, snapshot, dialect } = traffic;
  const { truth } = matchPeer(peer, other, snapshot, dialect);
  if (truth === true) return [];
  if (truth === 'unknown') return undefined;
  switch (peer.kind) {
    case 'pods':
      return other.kind === 'pod' ? podPeerEdits(peer, other) : kindEdit('pod', other);
    case 'nodes':
      return kindEdit('node', other);
    case 'addresses': {
      const selectable =
        (other.kind === 'pod' && dialect.ipBlockSelectsPods) ||
        (other.kind === 'node' && dialect.ipBlockSelectsNodes) ||
        other.kind === 'external';
      if (!selectable) return kindEdit('address', other);
      const except = peer.except.map(({ text }) => text).join(', ');
      return [
        {
          kind: 'address',
          wanted: `${peer.blocks.map(({ text }) => text).join(', ')}${except === '' ? '' : ` except ${except}`}`,
          actual: other.addresses.map(({ text }) => text).join(', '),
        },
      ];
    }
    case 'unsupported':
      return undefined;
  }
}
