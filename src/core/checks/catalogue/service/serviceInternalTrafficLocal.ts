import { serviceScope } from '../../scopes/service.ts';
import { endpointsOf } from '../../../model/serviceEndpoints.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { defineCheck, type CheckResult } from '../../defineCheck.ts';
import { apiEvidence, apiListEvidence } from '../../../finding/evidence.ts';

/**
 * The Service keeps its traffic on the node on which it starts (KEP-2086), and that node has no endpoint that could take
 * it: the proxy drops it.
 */
export const serviceInternalTrafficLocal = defineCheck({
  code: 'service-internal-traffic-local',
  title: 'The Service keeps traffic on the source’s node, which has no endpoint of it',
  scope: serviceScope,
  hop: 'endpoints',
  severity: 'error',
  needs: ['services', 'endpointslices'],
  explains: ['proxy-drops-no-local-endpoint'],
  evaluate: ({ service, servicePort, sourceNode }, { snapshot }): CheckResult => {
    const { namespace, name } = service;
    // A headless Service has no proxy, and an ExternalName no endpoints.
    if (service.internalTrafficPolicy !== 'Local' || service.headless || service.type === 'ExternalName')
      return { kind: 'not-applicable' };
    if (sourceNode === undefined) return { kind: 'skipped', reason: 'the node of the source is not known' };
    const endpoints = endpointsOf(snapshot, service, servicePort);
    const usable = endpoints.filter(({ endpoint }) => endpoint.ready || endpoint.serving);
    const local = usable.filter(({ endpoint }) => endpoint.nodeName === sourceNode);
    if (local.length > 0)
      return {
        kind: 'pass',
        because: `${local.length} endpoints of ${namespace}/${name} are on ${sourceNode}`,
      };
    // Without any endpoint the policy makes no difference.
    if (usable.length === 0) return { kind: 'not-applicable' };
    const nodes = [...new Set(usable.map(({ endpoint }) => endpoint.nodeName ?? 'no node'))];
    const where = nodes.slice(0, 5).join(', ');
    const reference = { kind: 'service', namespace, name } as const;
    const patch = JSON.stringify({ spec: { internalTrafficPolicy: 'Cluster' } });
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `Service ${namespace}/${name} keeps traffic on the node on which it starts (internalTrafficPolicy Local), and ${sourceNode} has none of its ${usable.length} endpoints; they are on ${where}.`,
      // Pods that are on the node and not ready may be why.
      objects: [
        reference,
        ...endpoints.flatMap(({ endpoint: { nodeName, targetPod } }) =>
          nodeName === sourceNode && targetPod !== undefined ? [{ kind: 'pod' as const, ...targetPod }] : [],
        ),
      ],
      evidence: [
        apiEvidence(reference, 'internalTrafficPolicy: Local'),
        apiListEvidence(
          ['endpointslices', '-n', namespace, '-l', `kubernetes.io/service-name=${name}`, '-o', 'yaml'],
          `endpoints on ${where}; none on ${sourceNode}`,
        ),
      ],
      remediation: {
        text: `Let the Service send to every node, or run one of its pods on ${sourceNode} and on every other node that has clients.`,
        commands: [
          joinCommand([
            ...['kubectl', 'patch', 'service', '-n', namespace, name, '--type', 'merge', '-p', patch],
          ]),
        ],
      },
    };
  },
});
