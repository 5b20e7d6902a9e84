import { joinCommand } from '../../probes/commandLine.ts';
import { formatSocket } from '../../probes/socketsProbe.ts';
import { defineCheck } from '../defineCheck.ts';
import { probeEvidence } from '../evidence.ts';
import { connectInside, listeningFacts } from '../listeningFacts.ts';

/** Nothing in the pod listens on the asked port. Proven only when a connection inside the pod fails as well. */
export const portNotListening = defineCheck({
  code: 'port-not-listening',
  title: 'Nothing listens on the port',
  scope: 'backend',
  hop: 'target',
  severity: 'error',
  needs: ['pods'],
  explains: [],
  evaluate: (subject, { inquiry }) => {
    const { pod, address, port, protocol } = subject;
    const listening = listeningFacts(subject, inquiry);
    if (listening.state === 'pending') return { kind: 'pending' };
    if (listening.state === 'unavailable') return { kind: 'skipped', reason: listening.reason };
    const { accepting, onLoopback, elsewhere, observation } = listening.facts;
    if (accepting.length > 0)
      return { kind: 'pass', because: `${pod.name} listens on ${accepting.map(formatSocket).join(', ')}` };
    if (onLoopback.length > 0) return { kind: 'not-applicable' };
    const inside = connectInside(subject, inquiry);
    if (inside.state === 'pending') return { kind: 'pending' };
    if (inside.state === 'connected')
      return { kind: 'pass', because: `${pod.name} answers on port ${port} by a redirect` };
    const heard = elsewhere.length === 0 ? 'nothing else' : elsewhere.map(formatSocket).join(', ');
    return {
      kind: 'finding',
      certainty: inside.state === 'failed' ? 'proven' : 'likely',
      summary: `Nothing listens on ${protocol} ${address}:${port} in ${pod.namespace}/${pod.name}; it listens on ${heard}.`,
      objects: [{ kind: 'pod', namespace: pod.namespace, name: pod.name }],
      evidence: [
        probeEvidence(observation, `no socket on port ${port}; others: ${heard}`),
        ...(inside.state === 'failed' ? [probeEvidence(inside.observation)] : []),
      ],
      remediation: {
        text: `Start the server on port ${port}, or ask for the port on which it listens.`,
        commands: [
          joinCommand(['kubectl', 'logs', '-n', pod.namespace, pod.name, '--all-containers', '--tail=50']),
        ],
      },
    };
  },
});
