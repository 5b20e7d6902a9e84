import type { Evidence } from '../finding/finding.ts';
import type { Inquiry } from '../inquiry/inquiry.ts';
import { connectProbe } from '../probes/connectProbe.ts';
import { formatSocket } from '../probes/socketsProbe.ts';
import type { BackendSubject } from './scopes/backend.ts';
import type { CheckResult } from './defineCheck.ts';
import { probeEvidence } from '../finding/evidence.ts';
import { connectInside, listeningFacts } from './listeningFacts.ts';

/** Ports on which a backend can be reached while nothing listens on the asked one, and how that is known. */
export interface ListeningElsewhere {
  readonly kind: 'elsewhere';
  readonly ports: readonly number[];
  /** `0.0.0.0:8080, [::]:9090`. */
  readonly heard: string;
  readonly certainty: 'proven' | 'likely';
  readonly evidence: readonly Evidence[];
}

type Otherwise = Exclude<CheckResult, { readonly kind: 'finding' }>;

/**
 * A pod without a shell does not show its sockets. Where it refused the source on the asked port and accepts it on a
 * port that a container declares, that is as good a hint, though no proof: something else may refuse in its name.
 */
function reachedElsewhere(
  subject: BackendSubject,
  inquiry: Inquiry,
  reason: string,
): ListeningElsewhere | Otherwise {
  const { pod, address, port, protocol, refusedFrom } = subject;
  const declared = pod.containers
    .flatMap(({ ports }) => ports)
    .filter((own) => own.protocol === protocol && own.containerPort !== port)
    .map(({ containerPort }) => containerPort);
  const targets = [...new Set(declared)].map((own) => ({ address, port: own }));
  if (refusedFrom === undefined || protocol !== 'TCP' || targets.length === 0)
    return { kind: 'skipped', reason };
  const answer = inquiry.askInPod(
    connectProbe,
    refusedFrom,
    { targets, attempts: 1 },
    `whether ${pod.name} answers on a port that it declares`,
  );
  if (answer.state === 'pending') return { kind: 'pending' };
  if (answer.state === 'unavailable') return { kind: 'skipped', reason: answer.reason };
  const reached = answer.value.attempts
    .filter(({ status }) => status === 'connected')
    .map((attempt) => attempt.port);
  if (reached.length === 0) return { kind: 'skipped', reason };
  return {
    kind: 'elsewhere',
    ports: reached,
    heard: `${address} port ${reached.join(', ')}`,
    certainty: 'likely',
    evidence: [probeEvidence(answer.observation)],
  };
}

/** Finds the ports on which a backend listens instead of the asked one; otherwise how a check about that ends. */
export function listeningElsewhere(
  subject: BackendSubject,
  inquiry: Inquiry,
): ListeningElsewhere | Otherwise {
  const { pod, port } = subject;
  const listening = listeningFacts(subject, inquiry);
  if (listening.state === 'pending') return { kind: 'pending' };
  if (listening.state === 'unavailable') return reachedElsewhere(subject, inquiry, listening.reason);
  const { accepting, onLoopback, elsewhere, otherProtocol, observation } = listening.facts;
  if (accepting.length > 0 || onLoopback.length > 0) {
    const sockets = [...accepting, ...onLoopback].map(formatSocket).join(', ');
    return { kind: 'pass', because: `${pod.name} listens on ${sockets}` };
  }
  // On the right port, and of the wrong protocol: that is no wrong number.
  if (elsewhere.length === 0 || otherProtocol.length > 0) return { kind: 'not-applicable' };
  const inside = connectInside(subject, inquiry);
  if (inside.state === 'pending') return { kind: 'pending' };
  if (inside.state === 'connected') {
    return { kind: 'pass', because: `${pod.name} answers on port ${port} by a redirect` };
  }
  const heard = elsewhere.map(formatSocket).join(', ');
  return {
    kind: 'elsewhere',
    ports: [...new Set(elsewhere.map((socket) => socket.port))],
    heard,
    certainty: inside.state === 'failed' ? 'proven' : 'likely',
    evidence: [
      probeEvidence(observation, `LISTEN ${heard}; none on ${port}`),
      ...(inside.state === 'failed' ? [probeEvidence(inside.observation)] : []),
    ],
  };
}
