import { namedPortsOf } from '../matchPort.ts';
import type { Detection, PolicyProblem } from './policyProblem.ts';
import { portOwnersOf, rulesOf } from './rulesOf.ts';
import { knowsSelection, podsOfSelection } from './selectedPods.ts';

/**
 * `policy-named-port-unresolved`: a rule names a port that none of the pods it speaks of declares with this protocol, so it matches
 * nothing. Silent when some do: a policy for many workloads means those that have the port.
 */
export const namedPortUnresolved: Detection = ({ snapshot, policy }) =>
  rulesOf(policy).flatMap((directed): readonly PolicyProblem[] => {
    const { rule } = directed;
    const owners = portOwnersOf(policy, directed);
    if (owners === undefined || rule.ports === 'any') return [];
    if (!owners.every((selection) => knowsSelection(snapshot, selection))) return [];
    const pods = owners.flatMap((selection) => podsOfSelection(snapshot, selection));
    return rule.ports.flatMap((port): readonly PolicyProblem[] => {
      if (port.kind !== 'named' || pods.length === 0) return [];
      const { name, protocol, path } = port;
      if (pods.some((pod) => namedPortsOf(pod, name, protocol).length > 0)) return [];
      const [other] = pods.flatMap((pod) => namedPortsOf(pod, name, undefined));
      const declared = [
        ...new Set(
          pods.flatMap((pod) =>
            pod.containers.flatMap(({ ports }) => ports.flatMap((own) => own.name ?? [])),
          ),
        ),
      ].sort();
      const hint =
        other !== undefined
          ? `they declare ${name} for ${other.protocol}`
          : declared.length === 0
            ? 'they declare no port by name'
            : `they declare ${declared.slice(0, 5).join(', ')}`;
      return [
        {
          code: 'policy-named-port-unresolved',
          policy: policy.reference,
          path,
          severity: 'warning',
          certainty: 'proven',
          summary:
            `no pod that the rule speaks of declares a ${protocol ?? ''} port named ${name}: ${hint}`.replace(
              'a  port',
              'a port',
            ),
          advice: `Name the port in the pods' containers, or write its number in the policy.`,
          objects: pods.slice(0, 3).map((pod) => ({ kind: 'pod', namespace: pod.namespace, name: pod.name })),
        },
      ];
    });
  });
