import { questionScope } from '../../scopes/question.ts';
import type { ClusterSnapshot, Service } from '../../../model/clusterSnapshot.ts';
import { findServicePort, selectedPods } from '../../../model/serviceEndpoints.ts';
import { defineCheck } from '../../defineCheck.ts';
import { apiEvidence } from '../../../finding/evidence.ts';
import { addPortCommand } from '../../repairCommands.ts';

/** The command that adds the port, where a selected pod declares one of this number or name and protocol. */
function addCommands(
  service: Service,
  port: number | string,
  protocol: string,
  snapshot: ClusterSnapshot,
): readonly string[] {
  const declared = (selectedPods(snapshot, service) ?? [])
    .flatMap((pod) => pod.containers)
    .flatMap(({ ports }) => ports)
    .filter((own) => own.protocol === protocol);
  const meant = declared.find((own) => own.containerPort === port || own.name === port);
  if (meant === undefined) return [];
  const name = meant.name ?? `port-${meant.containerPort}`;
  const taken = service.ports.some((own) => own.name === name);
  return [
    addPortCommand(service, {
      name: taken ? `${name}-${protocol.toLowerCase()}` : name,
      port: meant.containerPort,
      targetPort: meant.containerPort,
      protocol,
    }),
  ];
}

/** The client dials a port that is none of the Service's. */
export const servicePortMissing = defineCheck({
  code: 'service-port-missing',
  title: 'The Service has no such port',
  scope: questionScope,
  hop: 'service',
  severity: 'error',
  needs: ['services'],
  helpedBy: ['pods'],
  explains: [],
  evaluate: ({ targetService, port, protocol }, { snapshot }) => {
    const service =
      targetService === undefined
        ? undefined
        : snapshot.namespaces.get(targetService.namespace)?.services.get(targetService.name);
    // Clients of a headless Service dial the pod's port, and those of an ExternalName the target's.
    if (service === undefined || port === undefined || service.headless || service.type === 'ExternalName') {
      return { kind: 'not-applicable' };
    }
    const found = findServicePort(service, port, protocol);
    if (found !== undefined) return { kind: 'pass', because: `port ${port}/${protocol} exists` };
    const { namespace, name } = service;
    const ports = service.ports.map(
      (own) => `${own.name === undefined ? '' : `${own.name} `}${own.port}/${own.protocol}`,
    );
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `Service ${namespace}/${name} has no port ${port}/${protocol}; it has ${ports.join(', ')}.`,
      objects: [{ kind: 'service', namespace, name }],
      evidence: [apiEvidence({ kind: 'service', namespace, name }, `ports: ${ports.join(', ')}`)],
      remediation: {
        text: `Dial ${ports.join(' or ')}, or let the Service have the port ${port}/${protocol} too.`,
        commands: addCommands(service, port, protocol, snapshot),
      },
    };
  },
});
