import type { Remediation } from '../../../finding/finding.ts';
import type { Inquiry } from '../../../inquiry/inquiry.ts';
import { workloadOf } from '../../../model/podWorkload.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { formatSocket, type ListeningSocket } from '../../../probes/socketsProbe.ts';
import { defineCheck } from '../../defineCheck.ts';
import { backendScope, type BackendSubject } from '../../scopes/backend.ts';
import { probeEvidence } from '../../../finding/evidence.ts';
import { connectInside, listeningFacts } from '../../listeningFacts.ts';
import { patchTargetPortCommand } from '../../repairCommands.ts';
import { rolloutUndo } from '../../rolloutRepair.ts';

/** Controllers whose pods `kubectl rollout restart` replaces. */
const restartable: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/**
 * What brings a listener to the port. A pod that differs from its siblings is made again; where a named targetPort leads
 * beside the only port that listens the Service is corrected; else the template before is taken, or the pods start anew.
 */
function repair(
  { pod, port, service, servicePort, siblingAnswers }: BackendSubject,
  elsewhere: readonly ListeningSocket[],
  inquiry: Inquiry,
): Remediation | 'pending' {
  const { kind, namespace, name } = workloadOf(pod);
  const numbers = [...new Set(elsewhere.map((socket) => socket.port))];
  const [only, second] = numbers;
  const isNamed = typeof servicePort?.targetPort === 'string';
  if (only !== undefined && !siblingAnswers && !isNamed) {
    return {
      text: `Ask for a port on which it listens (${numbers.join(', ')}), or let the server listen on ${port}.`,
      commands: [],
    };
  }
  if (siblingAnswers && kind !== 'Pod') {
    return {
      text: `Other pods of the Service serve on ${port}: let ${kind} ${name} replace this one.`,
      commands: [joinCommand(['kubectl', 'delete', 'pod', '-n', namespace, pod.name])],
    };
  }
  if (
    service !== undefined &&
    servicePort !== undefined &&
    isNamed &&
    only !== undefined &&
    second === undefined
  ) {
    return {
      text: `The pods declare the port ${servicePort.targetPort} as ${port} and serve on ${only}: correct the declaration, or send the Service's port to ${only}.`,
      commands: [patchTargetPortCommand(service, servicePort, only)],
    };
  }
  const text = `Start the server on port ${port}, or ask for the port on which it listens; its log may say why it does not.`;
  const undo = rolloutUndo(pod, inquiry);
  if (undo === 'pending') return 'pending';
  if (undo !== undefined) return { text: `${text} ${undo.text}`, commands: [undo.command] };
  const commands = restartable.has(kind)
    ? [joinCommand(['kubectl', 'rollout', 'restart', '-n', namespace, `${kind.toLowerCase()}/${name}`])]
    : [];
  return { text: commands.length > 0 ? `${text} A restart starts the server anew.` : text, commands };
}

/** Nothing in the pod listens on the asked port. Proven only when a connection inside the pod fails as well. */
export const portNotListening = defineCheck({
  code: 'port-not-listening',
  title: 'Nothing listens on the port',
  scope: backendScope,
  hop: 'target',
  severity: 'error',
  needs: ['pods'],
  helpedBy: ['services'],
  explains: [],
  evaluate: (subject, { inquiry }) => {
    const { pod, address, port, protocol, excluded } = subject;
    // Nobody is sent to it, and it may only be starting: why it is left out says more.
    if (excluded === true) return { kind: 'not-applicable' };
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
    const remediation = repair(subject, elsewhere, inquiry);
    if (remediation === 'pending') return { kind: 'pending' };
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
      remediation,
    };
  },
});
