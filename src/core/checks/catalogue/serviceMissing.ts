import { nearestNames } from '../../model/nearestNames.ts';
import { defineCheck } from '../defineCheck.ts';
import { apiListEvidence } from '../evidence.ts';

/** The Service that was asked for, by reference or by a cluster name, does not exist. */
export const serviceMissing = defineCheck({
  code: 'service-missing',
  title: 'The Service does not exist',
  scope: 'question',
  hop: 'service',
  severity: 'error',
  needs: ['services'],
  explains: [],
  evaluate: ({ targetService }, { snapshot }) => {
    if (targetService === undefined) return { kind: 'not-applicable' };
    const { namespace, name } = targetService;
    if (snapshot.namespaces.get(namespace)?.services.has(name) === true) {
      return { kind: 'pass', because: `Service ${namespace}/${name} exists` };
    }
    const here = [...(snapshot.namespaces.get(namespace)?.services.keys() ?? [])];
    const elsewhere = [...snapshot.namespaces.values()]
      .filter((partition) => partition.services.has(name))
      .map((partition) => partition.name);
    const near = nearestNames(name, here);
    const hints = [
      ...(near.length > 0 ? [`nearest names: ${near.join(', ')}`] : []),
      ...(elsewhere.length > 0 ? [`namespaces that have it: ${elsewhere.slice(0, 5).join(', ')}`] : []),
    ];
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `There is no Service ${name} in namespace ${namespace}${hints.length > 0 ? ` (${hints.join('; ')})` : ''}.`,
      objects: [{ kind: 'service', namespace, name }],
      evidence: [
        apiListEvidence(['services', '-n', namespace], `${here.length} Services, none named ${name}`),
      ],
      remediation: {
        text:
          near[0] !== undefined
            ? `If ${near[0]} was meant, use that name; otherwise create the Service.`
            : elsewhere[0] !== undefined
              ? `If the Service of ${elsewhere[0]} was meant, use ${name}.${elsewhere[0]}; otherwise create the Service.`
              : 'Create the Service, or use the name of one that exists.',
        commands: [],
      },
    };
  },
});
