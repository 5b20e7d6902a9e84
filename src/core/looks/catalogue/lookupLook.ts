import { execTargets } from '../../probes/containerTarget.ts';
import { lookupProbe } from '../../probes/lookupProbe.ts';
import { resolverProbe } from '../../probes/resolverProbe.ts';
import { defineLookCommand, whyNot } from '../defineLookCommand.ts';

/** Resolves a name in the pod, as its application would, and shows by which files. */
export const lookupLook = defineLookCommand({
  id: 'lookup',
  title: 'DNS lookup in a pod',
  on: 'pod',
  run: ({ inquiry, subject, input }) => {
    const { name = '' } = input;
    const targets = execTargets(subject);
    const lookup = inquiry.askInPod(lookupProbe, targets, { name }, `what ${name} resolves to`);
    const files = inquiry.askInPod(resolverProbe, targets, {}, 'how the pod resolves names');
    const { namespace, name: pod } = subject;
    const headline =
      lookup.state === 'answered'
        ? lookup.value.status === 'resolved'
          ? `${name} resolves to ${lookup.value.addresses.join(', ')} in ${namespace}/${pod}`
          : `${name} does not resolve in ${namespace}/${pod}`
        : whyNot(lookup);
    return { headline, answers: [lookup, files] };
  },
});
