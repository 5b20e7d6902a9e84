import type { Inquiry } from '../inquiry/inquiry.ts';
import type { Pod, ServicePort } from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import { selectedPods } from '../model/serviceEndpoints.ts';
import { execTargets } from '../probes/containerTarget.ts';
import type { Observation } from '../probes/observation.ts';
import { formatSocket } from '../probes/socketsProbe.ts';
import { listeningFacts } from './listeningFacts.ts';

/** Pods of a Service that are looked at; what a Service says is right or wrong for all of them. */
const lookedAt = 3;

/** What a pod serves on the number to which a Service port leads. */
export interface ServedPort {
  readonly pod: Pod;
  readonly number: number;
  /** What listens there with the Service port's own protocol. */
  readonly own: readonly string[];
  /** What listens there with another. */
  readonly other: readonly { readonly protocol: TransportProtocol; readonly socket: string }[];
  readonly observation: Observation;
}

/** The number to which a Service port leads in a pod; a name as a container declares it for whichever protocol. */
function targetNumber(pod: Pod, { targetPort, protocol }: ServicePort): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  const named = pod.containers.flatMap(({ ports }) => ports).filter(({ name }) => name === targetPort);
  return (named.find((port) => port.protocol === protocol) ?? named[0])?.containerPort;
}

/** Looks at what the pods behind a Service port serve there; `unavailable` where no pod can be looked into. */
export function protocolsServed(
  servicePort: ServicePort,
  pods: readonly Pod[],
  inquiry: Inquiry,
): readonly ServedPort[] | 'pending' | { readonly unavailable: string } {
  const served: ServedPort[] = [];
  let unavailable = 'no pod of the Service runs';
  for (const pod of pods.filter((own) => execTargets(own).length > 0).slice(0, lookedAt)) {
    const number = targetNumber(pod, servicePort);
    const [address] = pod.podIPs;
    if (number === undefined || address === undefined) continue;
    const { protocol } = servicePort;
    const listening = listeningFacts({ pod, address, port: number, protocol }, inquiry);
    if (listening.state === 'pending') return 'pending';
    if (listening.state === 'unavailable') {
      unavailable = listening.reason;
      continue;
    }
    const { accepting, onLoopback, otherProtocol, observation } = listening.facts;
    served.push({
      pod,
      number,
      own: [...accepting, ...onLoopback].map(formatSocket),
      other: otherProtocol.map((socket) => ({ protocol: socket.protocol, socket: formatSocket(socket) })),
      observation,
    });
  }
  return served.length === 0 ? { unavailable } : served;
}

/** The protocol that all of these pods serve on the port instead of the Service's; `undefined` when they do not agree. */
export function protocolServedInstead(served: readonly ServedPort[]): TransportProtocol | undefined {
  const protocols = new Set(served.flatMap(({ other }) => other.map(({ protocol }) => protocol)));
  const [only, second] = protocols;
  const agree = served.every(({ own, other }) => own.length === 0 && other.length > 0);
  return agree && second === undefined ? only : undefined;
}

/** The pods that a Service selects and that have a container to look into. */
export function podsToLookAt(...[snapshot, service]: Parameters<typeof selectedPods>): readonly Pod[] {
  return (selectedPods(snapshot, service) ?? []).filter(
    ({ deletionTimestamp }) => deletionTimestamp === undefined,
  );
}
