import { questionScope } from '../../scopes/question.ts';
import type { ClusterSnapshot } from '../../../model/clusterSnapshot.ts';
import { labelValue } from '../../../model/labels.ts';
import { nearestNames } from '../../../model/nearestNames.ts';
import { workloadOf } from '../../../model/podWorkload.ts';
import { isAlive } from '../../../model/serviceEndpoints.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { defineCheck } from '../../defineCheck.ts';
import { apiListEvidence } from '../../../finding/evidence.ts';

/** Labels by which charts and tutorials name an application. */
const nameLabels = ['app.kubernetes.io/name', 'app', 'k8s-app'];

/**
 * The command that creates the Service where there are pods of its name that nobody but it would serve: those of a
 * Deployment of this name, else those labelled app=NAME.
 */
function createCommands(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  port: number | string | undefined,
  protocol: string,
  snapshot: ClusterSnapshot,
): readonly string[] {
  const pods = [...(snapshot.namespaces.get(namespace)?.pods.values() ?? [])].filter(isAlive);
  const ofDeployment = pods.filter((pod) => {
    const workload = workloadOf(pod);
    return workload.kind === 'Deployment' && workload.name === name;
  });
  const labelled = pods.filter(({ labels }) => nameLabels.some((key) => labelValue(labels, key) === name));
  const [first] = ofDeployment.length > 0 ? ofDeployment : labelled;
  if (first === undefined || typeof port !== 'number') return [];
  const declared = first.containers
    .flatMap(({ ports }) => ports)
    .filter((own) => own.protocol === protocol)
    .map(({ containerPort }) => containerPort);
  const [only, second] = declared;
  const target = declared.includes(port) || only === undefined || second !== undefined ? port : only;
  if (ofDeployment.length > 0) {
    return [
      joinCommand([
        ...['kubectl', 'expose', '-n', namespace, `deployment/${name}`, `--port=${port}`],
        ...[`--target-port=${target}`, `--protocol=${protocol}`],
      ]),
    ];
  }
  // It selects app=NAME.
  return labelValue(first.labels, 'app') === name && protocol === 'TCP'
    ? [
        joinCommand([
          'kubectl',
          'create',
          'service',
          'clusterip',
          name,
          '-n',
          namespace,
          `--tcp=${port}:${target}`,
        ]),
      ]
    : [];
}

/** The Service that was asked for, by reference or by a cluster name, does not exist. */
export const serviceMissing = defineCheck({
  code: 'service-missing',
  title: 'The Service does not exist',
  scope: questionScope,
  hop: 'service',
  severity: 'error',
  needs: ['services'],
  helpedBy: ['pods'],
  explains: [],
  evaluate: ({ targetService, port, protocol }, { snapshot }) => {
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
        commands: createCommands(targetService, port, protocol, snapshot),
      },
    };
  },
});
