import type { Pod } from '../../model/clusterSnapshot.ts';
import { isTypingError } from '../../model/nearestNames.ts';
import { compileNetworkPolicy } from '../compileNetworkPolicy.ts';
import { namedPortUnresolved } from '../detections/namedPortUnresolved.ts';
import { namedPortsOf } from '../matchPort.ts';
import type { CauseSearch } from './denial.ts';
import { fieldPathOf, replacePort, rulePlacesOf } from './policyChange.ts';
import { servicePortsOfPacket } from './servicePort.ts';

/** The name that a pod gives to a port. */
function declaredName(pod: Pod, number: number, protocol: string): string | undefined {
  return pod.containers
    .flatMap(({ ports }) => ports)
    .find((port) => port.containerPort === number && port.protocol === protocol)?.name;
}

/**
 * `policy-named-port-unresolved`: a rule names a port that the target does not declare. Counts where no pod that the rule speaks of
 * declares it, where it is the Service's name for the port, or where the target's own name for the port is nearly the same: a rule
 * for many workloads means those that have the port.
 */
export const namedPortLacking: CauseSearch = (denial) => {
  const { snapshot, dialect, query, destination, direction, isolating } = denial;
  const { protocol, port: number } = query;
  if (destination === undefined) return [];
  const title = `${destination.namespace}/${destination.name}`;
  const own = declaredName(destination, number, protocol);
  return isolating.flatMap((policy) => {
    const { namespace } = policy;
    const compiled = compileNetworkPolicy(policy, dialect);
    const nowhere = new Set(
      namedPortUnresolved({ snapshot, dialect, policy: compiled, namespace }).map(({ path }) => path),
    );
    return rulePlacesOf(policy, direction).flatMap((place) =>
      place.rule.ports.flatMap((port, index) => {
        const { port: name } = port;
        if (typeof name !== 'string' || port.protocol !== protocol) return [];
        if (namedPortsOf(destination, name, protocol).length > 0) return [];
        const path = fieldPathOf(place, { list: 'ports', index });
        const service = servicePortsOfPacket(denial).find((found) => found.port.name === name);
        const slip = own !== undefined && isTypingError(name, own);
        if (!nowhere.has(path) && service === undefined && !slip) return [];
        const hint =
          service !== undefined
            ? `; it is the name that Service ${service.name} gives to its own port`
            : own === undefined
              ? ''
              : `; its ${protocol} ${String(number)} is named ${own}`;
        return [
          {
            code: 'policy-named-port-unresolved' as const,
            policy: { kind: 'networkpolicy' as const, namespace, name: policy.name },
            path,
            certainty: 'proven' as const,
            summary: `it allows the ${protocol} port named ${name}, and ${title} declares no such port${hint}`,
            advice: `Allow ${own ?? String(number)} in its place, or give the port of the pods the name ${name}.`,
            objects: [],
            change: replacePort(place, index, { protocol, port: own ?? number }),
          },
        ];
      }),
    );
  });
};
