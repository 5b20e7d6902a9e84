import { serviceScope } from '../../scopes/service.ts';
import type { Pod } from '../../../model/clusterSnapshot.ts';
import { endpointsOf, isReady, selectedPods } from '../../../model/serviceEndpoints.ts';
import { defineCheck, type CheckResult } from '../../defineCheck.ts';
import { apiEvidence, apiListEvidence } from '../../../finding/evidence.ts';
import { scaleCommand } from '../../repairCommands.ts';
import { workloadsBehind } from '../../workloadsBehind.ts';

/** Why a pod is not ready, in one line: the container that waits, or the condition that is not met. */
export function describeUnready(pod: Pod): string {
  const waiting = pod.containers.find((container) => container.state.kind === 'waiting');
  if (waiting !== undefined)
    return `${pod.name}: ${waiting.name} waits (${waiting.state.reason ?? 'no reason given'})`;
  const condition = pod.conditions.find(({ type, status }) => type === 'Ready' && status !== 'True');
  const why = condition?.message ?? condition?.reason;
  return `${pod.name}: ${pod.phase}${why === undefined ? '' : `, ${why}`}`;
}

/**
 * Nothing can be sent to: no endpoint is ready, and none is serving while it terminates, to which kube-proxy would fall
 * back (KEP-1669).
 */
export const endpointsNoneReady = defineCheck({
  code: 'endpoints-none-ready',
  title: 'No endpoint of the Service is ready',
  scope: serviceScope,
  hop: 'endpoints',
  severity: 'error',
  needs: ['services', 'endpointslices', 'pods'],
  explains: ['proxy-rejects-no-endpoints'],
  evaluate: ({ service, servicePort, role }, { snapshot, inquiry }): CheckResult => {
    const selected = selectedPods(snapshot, service);
    if (service.type === 'ExternalName' || role === 'dns' || selected === undefined)
      return { kind: 'not-applicable' };
    const endpoints = endpointsOf(snapshot, service, servicePort);
    const usable = endpoints.filter(({ endpoint }) =>
      service.publishNotReadyAddresses ? true : endpoint.ready || (endpoint.serving && !service.headless),
    );
    if (usable.length > 0) {
      return {
        kind: 'pass',
        because: `${usable.length} of ${endpoints.length} endpoints can be used`,
      };
    }
    const { namespace, name } = service;
    const reference = { kind: 'service', namespace, name } as const;
    if (selected.length === 0) {
      const workloads = workloadsBehind(inquiry, service);
      if (workloads === 'pending') return { kind: 'pending' };
      // Without a workload the selector itself is the cause, which its own check says.
      if (workloads === 'unavailable')
        return { kind: 'skipped', reason: 'the workloads of the namespace are not readable' };
      const [first] = workloads;
      if (first === undefined) return { kind: 'not-applicable' };
      const idle = workloads.filter((workload) => workload.replicas === 0);
      const named = (idle.length > 0 ? idle : workloads).map(({ kind, name: own }) => `${kind} ${own}`);
      return {
        kind: 'finding',
        certainty: 'proven',
        summary:
          idle.length > 0
            ? `Service ${namespace}/${name} has no endpoint: ${named.join(', ')} is scaled to 0 replicas.`
            : `Service ${namespace}/${name} has no endpoint: ${named.join(', ')} wants ${first.replicas} replicas and has no pod.`,
        objects: [reference],
        evidence: [
          apiListEvidence(
            ['endpointslices', '-n', namespace, '-l', `kubernetes.io/service-name=${name}`],
            'no endpoint',
          ),
          apiListEvidence(
            ['deployments,statefulsets', '-n', namespace],
            workloads.map((workload) => `${workload.name}: replicas ${workload.replicas}`).join('\n'),
          ),
        ],
        remediation:
          idle.length > 0
            ? { text: 'Scale the workload up.', commands: idle.map((workload) => scaleCommand(workload, 1)) }
            : {
                text: `Its controller makes no pods: its events say why (a quota, an admission webhook, a missing ServiceAccount): kubectl describe replicaset -n ${namespace}.`,
                commands: [],
              },
      };
    }
    const unready = selected.filter((pod) => !isReady(pod));
    // Ready pods without endpoints are another fault (the controller lags, or the port has another name).
    if (unready.length < selected.length) return { kind: 'not-applicable' };
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `No endpoint of ${namespace}/${name} is ready: ${unready.slice(0, 3).map(describeUnready).join('; ')}.`,
      objects: [
        reference,
        ...unready.slice(0, 5).map((pod) => ({ kind: 'pod', namespace, name: pod.name }) as const),
      ],
      evidence: [
        apiListEvidence(
          ['endpointslices', '-n', namespace, '-l', `kubernetes.io/service-name=${name}`],
          `${endpoints.length} endpoints, none ready`,
        ),
        ...unready
          .slice(0, 3)
          .map((pod) => apiEvidence({ kind: 'pod', namespace, name: pod.name }, describeUnready(pod))),
      ],
      remediation: { text: 'Make the pods ready: what is found about them says how.', commands: [] },
    };
  },
});
