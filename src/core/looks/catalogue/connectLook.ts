import type { Target } from '../../inquiry/question.ts';
import type { Answer, Inquiry } from '../../inquiry/inquiry.ts';
import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import { connectProbe } from '../../probes/connectProbe.ts';
import { execTargets } from '../../probes/containerTarget.ts';
import { lookupProbe } from '../../probes/lookupProbe.ts';
import { connectWords } from '../describe/describeConnect.ts';
import { defineLookCommand, whyNot } from '../defineLookCommand.ts';

/** The addresses that are dialed, or why there are none; a name is asked for in the pod. */
type Dialed =
  | { readonly addresses: readonly string[]; readonly lookup?: Answer<unknown> }
  | { readonly problem: string; readonly lookup?: Answer<unknown> };

function dialedBy(target: Target, subject: Pod, snapshot: ClusterSnapshot, inquiry: Inquiry): Dialed {
  switch (target.kind) {
    case 'address':
      return { addresses: [target.address] };
    case 'pod': {
      const pod = snapshot.namespaces.get(target.namespace)?.pods.get(target.name);
      if (pod === undefined) return { problem: `there is no pod ${target.namespace}/${target.name}` };
      return pod.podIPs.length === 0
        ? { problem: `${target.namespace}/${target.name} has no address` }
        : { addresses: pod.podIPs };
    }
    case 'service': {
      const service = snapshot.namespaces.get(target.namespace)?.services.get(target.name);
      if (service === undefined) return { problem: `there is no Service ${target.namespace}/${target.name}` };
      if (service.clusterIPs.length > 0) return { addresses: service.clusterIPs };
      return lookedUp(`${target.name}.${target.namespace}.svc`, subject, inquiry);
    }
    case 'name':
      return lookedUp(target.name, subject, inquiry);
  }
}

function lookedUp(name: string, subject: Pod, inquiry: Inquiry): Dialed {
  const lookup = inquiry.askInPod(lookupProbe, execTargets(subject), { name }, `what ${name} resolves to`);
  if (lookup.state !== 'answered') return { problem: whyNot(lookup), lookup };
  return lookup.value.status === 'resolved'
    ? { addresses: lookup.value.addresses, lookup }
    : { problem: `${name} does not resolve in ${subject.namespace}/${subject.name}`, lookup };
}

/** Opens a TCP connection from the pod; nothing is sent over it. */
export const connectLook = defineLookCommand({
  id: 'connect',
  title: 'TCP connection from a pod',
  on: 'pod',
  run: ({ inquiry, snapshot, subject, input }) => {
    const { target, port } = input;
    if (target === undefined || port === undefined) return { headline: 'nothing to connect to', answers: [] };
    const dialed = dialedBy(target, subject, snapshot, inquiry);
    const lookups = dialed.lookup === undefined ? [] : [dialed.lookup];
    if ('problem' in dialed) return { headline: dialed.problem, answers: lookups };
    const connect = inquiry.askInPod(
      connectProbe,
      execTargets(subject),
      { targets: dialed.addresses.map((address) => ({ address, port })), attempts: 1 },
      'whether the pod can connect',
    );
    const answers = [...lookups, connect];
    if (connect.state !== 'answered') return { headline: whyNot(connect), answers };
    const words = connect.value.attempts.map(
      ({ address, status }) =>
        `${address.includes(':') ? `[${address}]` : address}:${String(port)} ${connectWords[status]}`,
    );
    return { headline: words.join('; '), answers };
  },
});
