import type { ClusterSnapshot, Service } from '../../model/clusterSnapshot.ts';
import { podOfAddress } from '../../model/addressIndex.ts';
import { type Cidr, cidrContains, parseIpAddress } from '../../address/cidr.ts';
import type { Detection, PolicyProblem } from './policyProblem.ts';
import { rulesOf } from './rulesOf.ts';

function isOneAddress({ first, last }: Cidr): boolean {
  return first === last;
}

function serviceOf(snapshot: ClusterSnapshot, block: Cidr): Service | undefined {
  for (const { services } of snapshot.namespaces.values()) {
    for (const service of services.values()) {
      const hit = service.clusterIPs.some((text) => {
        const address = parseIpAddress(text);
        return address !== undefined && cidrContains(block, address);
      });
      if (hit) return service;
    }
  }
  return undefined;
}

/**
 * `policy-ipblock-ineffective`: an ipBlock of one address that no enforcer ever compares with: a Service's cluster address, which is
 * translated to a pod's before policies see the packet; or, with a dialect whose ipBlocks select no pods, the address of a pod.
 * Wider blocks are left alone: they may mean something outside.
 */
export const ipBlockIneffective: Detection = ({ snapshot, policy, dialect }) =>
  rulesOf(policy).flatMap(({ rule, direction }) => {
    if (rule.peers === 'any') return [];
    return rule.peers.flatMap((peer): readonly PolicyProblem[] => {
      if (peer.kind !== 'addresses' || !peer.blocks.every(isOneAddress)) return [];
      const [block] = peer.blocks;
      if (block === undefined) return [];
      const common = {
        code: 'policy-ipblock-ineffective',
        policy: policy.reference,
        path: peer.path,
        severity: 'warning',
      } as const;
      const service = direction === 'egress' ? serviceOf(snapshot, block) : undefined;
      if (service !== undefined) {
        const name = `${service.namespace}/${service.name}`;
        return [
          {
            ...common,
            certainty: 'likely',
            summary: `${block.text} is the cluster address of Service ${name}, which is translated before policies see the packet`,
            advice: `Select the pods behind the Service by their labels, or where they are outside the cluster allow their own addresses.`,
            objects: [{ kind: 'service', namespace: service.namespace, name: service.name }],
          },
        ];
      }
      if (dialect.ipBlockSelectsPods) return [];
      const pod = podOfAddress(snapshot, block.text.split('/')[0] ?? '');
      if (pod === undefined) return [];
      return [
        {
          ...common,
          certainty: 'proven',
          summary: `${block.text} is the address of pod ${pod.namespace}/${pod.name}, and an ipBlock selects no pods here (${dialect.name})`,
          advice: 'Select the pod by its labels.',
          objects: [{ kind: 'pod', namespace: pod.namespace, name: pod.name }],
        },
      ];
    });
  });
