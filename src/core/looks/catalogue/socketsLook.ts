import { execTargets } from '../../probes/containerTarget.ts';
import { isLoopback, socketsProbe } from '../../probes/socketsProbe.ts';
import { defineLookCommand, whyNot } from '../defineLookCommand.ts';
import { count } from '../section.ts';

/** Shows what listens in the pod. */
export const socketsLook = defineLookCommand({
  id: 'sockets',
  title: 'Listening sockets of a pod',
  on: 'pod',
  run: ({ inquiry, subject }) => {
    const sockets = inquiry.askInPod(socketsProbe, execTargets(subject), {}, 'what listens in the pod');
    if (sockets.state !== 'answered') return { headline: whyNot(sockets), answers: [sockets] };
    const tcp = sockets.value.filter(({ protocol }) => protocol === 'TCP');
    const open = tcp.filter((socket) => !isLoopback(socket));
    const ports = [...new Set(open.map(({ port }) => port))].sort((left, right) => left - right);
    const headline =
      ports.length === 0
        ? `no TCP port of ${subject.namespace}/${subject.name} can be reached from outside of the pod`
        : `${subject.namespace}/${subject.name} accepts TCP on ${ports.join(', ')}`;
    const onLoopback = tcp.length - open.length;
    return {
      headline: onLoopback === 0 ? headline : `${headline}; ${count(onLoopback, 'socket')} on loopback only`,
      answers: [sockets],
    };
  },
});
