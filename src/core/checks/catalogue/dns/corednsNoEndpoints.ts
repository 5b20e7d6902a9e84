import { serviceScope } from '../../scopes/service.ts';
import { endpointsOf, selectedPods } from '../../../model/serviceEndpoints.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { defineCheck } from '../../defineCheck.ts';
import { apiEvidence, apiListEvidence } from '../../../finding/evidence.ts';
import { scaleCommand } from '../../repairCommands.ts';
import { workloadsBehind } from '../../workloadsBehind.ts';
import { describeUnready } from '../endpoints/endpointsNoneReady.ts';

/** Replicas that kubeadm gives CoreDNS (kubeadm's addons/dns manifests). */
const usualReplicas = 2;

/** The Service that resolves names has nobody behind it: every name fails for the pods that ask it. */
export const corednsNoEndpoints = defineCheck({
  code: 'coredns-no-endpoints',
  title: 'The DNS Service has no ready endpoint',
  scope: serviceScope,
  hop: 'dns',
  severity: 'error',
  needs: ['services', 'endpointslices', 'pods'],
  explains: [],
  evaluate: ({ service, role }, { snapshot, inquiry }) => {
    if (role !== 'dns') return { kind: 'not-applicable' };
    const { namespace, name } = service;
    const endpoints = endpointsOf(snapshot, service, undefined);
    const usable = endpoints.filter(({ endpoint }) => endpoint.ready || endpoint.serving);
    if (usable.length > 0) {
      return {
        kind: 'pass',
        because: `${usable.length} endpoints of ${namespace}/${name} are ready`,
      };
    }
    const workloads = workloadsBehind(inquiry, service);
    if (workloads === 'pending') return { kind: 'pending' };
    const known = workloads === 'unavailable' ? [] : workloads;
    const idle = known.filter((workload) => workload.replicas === 0);
    const pods = selectedPods(snapshot, service) ?? [];
    const why =
      idle.length > 0
        ? `${idle.map((workload) => `${workload.kind} ${workload.name}`).join(', ')} is scaled to 0 replicas`
        : pods.length > 0
          ? pods.slice(0, 3).map(describeUnready).join('; ')
          : 'it selects no pod';
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `The DNS Service ${namespace}/${name} has no ready endpoint (${why}), so no name resolves.`,
      objects: [
        { kind: 'service', namespace, name },
        ...pods.slice(0, 5).map((pod) => ({ kind: 'pod', namespace, name: pod.name }) as const),
      ],
      evidence: [
        apiListEvidence(
          ['endpointslices', '-n', namespace, '-l', `kubernetes.io/service-name=${name}`],
          endpoints.length === 0 ? 'no endpoint' : `${endpoints.length} endpoints, none ready`,
        ),
        ...idle.map((workload) =>
          apiListEvidence([workload.kind.toLowerCase(), '-n', namespace, workload.name], 'replicas: 0'),
        ),
        ...pods
          .slice(0, 3)
          .map((pod) => apiEvidence({ kind: 'pod', namespace, name: pod.name }, describeUnready(pod))),
      ],
      remediation:
        idle.length > 0
          ? {
              text: 'Scale the cluster DNS up.',
              commands: idle.map((workload) => scaleCommand(workload, usualReplicas)),
            }
          : {
              text: 'Bring the pods of the cluster DNS back: their events and logs say why they are not ready.',
              commands: pods
                .slice(0, 3)
                .flatMap((pod) => [
                  joinCommand(['kubectl', 'describe', 'pod', '-n', namespace, pod.name]),
                  joinCommand(['kubectl', 'logs', '-n', namespace, pod.name, '--tail=50']),
                ]),
            },
    };
  },
});
