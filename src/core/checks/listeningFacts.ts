import type { BackendSubject } from './scopes/backend.ts';
import type { Inquiry } from '../inquiry/inquiry.ts';
import { connectProbe } from '../probes/connectProbe.ts';
import { datagramProbe } from '../probes/datagramProbe.ts';
import { execTargets } from '../probes/containerTarget.ts';
import type { Observation } from '../probes/observation.ts';
import { acceptsAddress, isLoopback, socketsProbe, type ListeningSocket } from '../probes/socketsProbe.ts';

/** What listens in the network namespace of a backend, sorted by what it means for the asked address and port. */
export interface ListeningFacts {
  /** Sockets that take a packet for the asked address and port. */
  readonly accepting: readonly ListeningSocket[];
  /** Sockets on the asked port that only the pod itself can reach. */
  readonly onLoopback: readonly ListeningSocket[];
  /** Sockets of the protocol on other ports that can be reached from outside. */
  readonly elsewhere: readonly ListeningSocket[];
  /** Sockets of another protocol on the asked port that can be reached from outside. */
  readonly otherProtocol: readonly ListeningSocket[];
  readonly observation: Observation;
}

export type ListeningAnswer =
  | { readonly state: 'known'; readonly facts: ListeningFacts }
  | { readonly state: 'pending' }
  | { readonly state: 'unavailable'; readonly reason: string };

/** Where to look for a listener. */
export type ListeningPlace = Pick<BackendSubject, 'pod' | 'address' | 'port' | 'protocol'>;

/** Looks at the sockets of a backend's pod. */
export function listeningFacts(place: ListeningPlace, inquiry: Inquiry): ListeningAnswer {
  const { pod, address, port, protocol } = place;
  if (protocol === 'SCTP') return { state: 'unavailable', reason: 'no probe shows sockets of SCTP' };
  const answer = inquiry.askInPod(
    socketsProbe,
    execTargets(pod),
    {},
    `whether ${pod.name} listens on ${protocol} ${port}`,
  );
  if (answer.state === 'pending') return { state: 'pending' };
  if (answer.state === 'unavailable') return { state: 'unavailable', reason: answer.reason };
  const sockets = answer.value.filter((socket) => socket.protocol === protocol);
  const onPort = sockets.filter((socket) => socket.port === port);
  return {
    state: 'known',
    facts: {
      accepting: onPort.filter((socket) => acceptsAddress(socket, address)),
      onLoopback: onPort.filter(isLoopback),
      elsewhere: sockets.filter((socket) => socket.port !== port && acceptsAddress(socket, address)),
      otherProtocol: answer.value.filter(
        (socket) => socket.protocol !== protocol && socket.port === port && acceptsAddress(socket, address),
      ),
      observation: answer.observation,
    },
  };
}

/** Whether a connection inside the pod, to its own address, works; sockets alone do not show redirects. */
export type SelfConnect =
  | { readonly state: 'connected' | 'failed'; readonly observation: Observation }
  | { readonly state: 'pending' }
  | { readonly state: 'unavailable'; readonly reason: string };

/**
 * Connects inside the backend's pod to the asked address and port. Meshes and virtual machines redirect there. Over UDP
 * an ICMP error is the failure; silence tells nothing.
 */
export function connectInside(place: ListeningPlace, inquiry: Inquiry): SelfConnect {
  const { pod, address, port, protocol } = place;
  if (protocol === 'SCTP') return { state: 'unavailable', reason: 'no probe proves SCTP from inside' };
  const answer = inquiry.askInPod(
    protocol === 'UDP' ? datagramProbe : connectProbe,
    execTargets(pod),
    { targets: [{ address, port }], attempts: 1 },
    `whether ${pod.name} answers on ${address}:${port} from inside itself`,
  );
  if (answer.state === 'pending') return { state: 'pending' };
  if (answer.state === 'unavailable') return { state: 'unavailable', reason: answer.reason };
  const { attempts } = answer.value;
  if (attempts.length > 0 && attempts.every(({ status }) => status === 'silent'))
    return { state: 'unavailable', reason: 'nothing came back over UDP' };
  const connected = attempts.some((attempt) => attempt.status === 'connected');
  return { state: connected ? 'connected' : 'failed', observation: answer.observation };
}
