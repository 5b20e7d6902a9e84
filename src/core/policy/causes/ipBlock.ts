import type { NetworkPolicyPeer } from '../../model/networkPolicy.ts';
import { nodesByAddressDialectOf } from '../dialect.ts';
import { blockHolds } from './blockHolds.ts';
import type { CauseCandidate, CauseSearch, Denial } from './denial.ts';
import { peerOfPod } from './peerOfPod.ts';
import { fieldPathOf, replacePeer, type RulePlace, rulePlacesOf } from './policyChange.ts';

function candidate(
  place: RulePlace,
  index: number,
  more: Pick<CauseCandidate, 'summary' | 'advice' | 'change'>,
): CauseCandidate {
  const { namespace, name } = place.policy;
  return {
    code: 'policy-ipblock-ineffective',
    policy: { kind: 'networkpolicy', namespace, name },
    path: fieldPathOf(place, { list: 'peers', index }),
    certainty: 'proven',
    objects: [],
    ...more,
  };
}

/** A block that holds the Service's own address, which no enforcer sees. */
function judgeServiceAddress(
  denial: Denial,
  place: RulePlace,
  peer: NetworkPolicyPeer,
  index: number,
): readonly CauseCandidate[] {
  const { service, direction, other, otherAddresses, query } = denial;
  if (direction !== 'egress' || service === undefined) return [];
  const address = service.clusterIPs.find((own) => blockHolds(peer.ipBlock, own));
  if (address === undefined || otherAddresses.some((own) => blockHolds(peer.ipBlock, own))) return [];
  const [real = ''] = otherAddresses;
  const meant: NetworkPolicyPeer =
    other === undefined
      ? { ipBlock: { cidr: `${real}/${real.includes(':') ? '128' : '32'}`, except: [] } }
      : peerOfPod(other, place.policy.namespace);
  const { ports } = place.rule;
  // Who took the Service's address may have taken its port as well: both are translated.
  const rule = ports.length === 0 ? place.rule : { ...place.rule, ports: [...ports, portOf(query)] };
  const change = replacePeer({ ...place, rule }, index, [peer, meant]);
  const portStep = {
    op: 'add' as const,
    path: `/spec/egress/${String(place.ruleIndex)}/ports/-`,
    value: portOf(query),
  };
  const hasPort = ports.length === 0 || ports.some(({ port }) => port === query.port);
  return [
    candidate(place, index, {
      summary: `its ipBlock ${peer.ipBlock?.cidr ?? ''} holds ${address}, the address of Service ${service.namespace}/${service.name}, which is translated to ${real} before policies are asked`,
      advice: 'Select the pods behind the Service by their labels.',
      change:
        change.kind === 'policy' && !hasPort ? { ...change, steps: [...change.steps, portStep] } : change,
    }),
  ];
}

function portOf({ protocol, port }: Denial['query']): { protocol: typeof protocol; port: number } {
  return { protocol, port };
}

/** A block that holds the other end's address where the enforcer compares no addresses of the cluster's own. */
function judgeIdentity(
  denial: Denial,
  place: RulePlace,
  peer: NetworkPolicyPeer,
  index: number,
): readonly CauseCandidate[] {
  const { dialect, other, otherAddresses } = denial;
  const address = otherAddresses.find((own) => blockHolds(peer.ipBlock, own));
  if (address === undefined || peer.ipBlock === undefined) return [];
  const block = `its ipBlock ${peer.ipBlock.cidr} holds ${address}`;
  if (other !== undefined && !dialect.ipBlockSelectsPods) {
    return [
      candidate(place, index, {
        summary: `${block}, the address of pod ${other.namespace}/${other.name}, and an ipBlock does not match pods there (${dialect.name})`,
        advice: 'Select the pod by its labels.',
        change: replacePeer(place, index, [peer, peerOfPod(other, place.policy.namespace)]),
      }),
    ];
  }
  if (other === undefined && !dialect.ipBlockSelectsNodes) {
    return [
      candidate(place, index, {
        summary: `${block}, the address of a node, and an ipBlock does not match nodes there (${dialect.name}), unless it is configured to`,
        advice:
          "No NetworkPolicy can name a node there. Write a CiliumNetworkPolicy with the entities host and remote-node (kube-apiserver for the API server), or set Cilium's policy-cidr-match-mode to nodes.",
        change: { kind: 'dialect', dialect: nodesByAddressDialectOf(dialect) },
      }),
    ];
  }
  return [];
}

/**
 * `policy-ipblock-ineffective`: an ipBlock holds the address that the client dials, a Service's, or the other end's own, and the
 * enforcer compares neither.
 */
export const ipBlockMisses: CauseSearch = (denial) =>
  denial.isolating
    .flatMap((policy) => rulePlacesOf(policy, denial.direction))
    .flatMap((place) =>
      place.rule.peers.flatMap((peer, index) => [
        ...judgeServiceAddress(denial, place, peer, index),
        ...judgeIdentity(denial, place, peer, index),
      ]),
    );
