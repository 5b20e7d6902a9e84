import { backendScope } from '../../scopes/backend.ts';
import type { Pod, Service, ServicePort } from '../../../model/clusterSnapshot.ts';
import { defineCheck } from '../../defineCheck.ts';
import { apiEvidence } from '../../../finding/evidence.ts';
import { listeningElsewhere } from '../../listeningElsewhere.ts';
import { patchTargetPortCommand } from '../../repairCommands.ts';

/** Ports of the pod to which the Service's other ports lead: they have their Service port already. */
function portsOfOthers(pod: Pod, service: Service, servicePort: ServicePort): ReadonlySet<number> {
  const declared = pod.containers.flatMap((container) => container.ports);
  const others = service.ports.filter(
    (other) => other !== servicePort && other.protocol === servicePort.protocol,
  );
  return new Set(
    others.flatMap(({ targetPort }) =>
      typeof targetPort === 'number'
        ? [targetPort]
        : declared.filter(({ name }) => name === targetPort).map(({ containerPort }) => containerPort),
    ),
  );
}

/**
 * The port that the Service most likely means, among those that listen and to which none of its other ports leads: one
 * that a container declares (by the Service port's own name first), else the only one that listens, else the one with
 * the Service port's own number.
 */
function intendedPort(
  pod: Pod,
  service: Service,
  servicePort: ServicePort,
  listening: readonly number[],
): number | undefined {
  const taken = portsOfOthers(pod, service, servicePort);
  const ports = listening.filter((port) => !taken.has(port));
  const declared = pod.containers
    .flatMap((container) => container.ports)
    .filter((port) => port.protocol === servicePort.protocol && ports.includes(port.containerPort));
  const sameName = declared.filter((port) => port.name !== undefined && port.name === servicePort.name);
  const declaredNumbers = [...new Set(declared.map((port) => port.containerPort))];
  if (sameName[0] !== undefined) return sameName[0].containerPort;
  if (declaredNumbers.length === 1) return declaredNumbers[0];
  if (ports.length === 1) return ports[0];
  return ports.find((port) => port === servicePort.port);
}

/** The Service sends to a port number on which nothing listens, while the pod listens on another. */
export const serviceTargetPortWrong = defineCheck({
  code: 'service-target-port-wrong',
  title: 'The targetPort of the Service is a port on which no container listens',
  scope: backendScope,
  hop: 'service',
  severity: 'error',
  needs: ['services', 'pods'],
  explains: ['port-not-listening'],
  evaluate: (subject, { inquiry }) => {
    const { pod, service, servicePort, port, siblingAnswers } = subject;
    if (
      service?.selector === undefined ||
      servicePort === undefined ||
      typeof servicePort.targetPort !== 'number'
    ) {
      return { kind: 'not-applicable' };
    }
    // Who dials a headless Service by number dials its pods: nothing was sent to targetPort.
    if (service.headless && port !== servicePort.targetPort) return { kind: 'not-applicable' };
    // Where another endpoint answers on this port the Service is right and this pod is not.
    if (siblingAnswers) return { kind: 'pass', because: `another endpoint answers on port ${port}` };
    const listening = listeningElsewhere(subject, inquiry);
    if (listening.kind !== 'elsewhere') return listening;
    const { ports, heard, certainty, evidence } = listening;
    const { namespace, name } = service;
    const intended = intendedPort(pod, service, servicePort, ports);
    return {
      kind: 'finding',
      certainty,
      summary: `Service ${namespace}/${name} sends port ${servicePort.port} to ${port} of its pods, where nothing listens; ${pod.name} listens on ${heard}.`,
      objects: [
        { kind: 'service', namespace, name },
        { kind: 'pod', namespace: pod.namespace, name: pod.name },
      ],
      evidence: [
        apiEvidence(
          { kind: 'service', namespace, name },
          `port: ${servicePort.port}, targetPort: ${servicePort.targetPort}`,
        ),
        ...evidence,
      ],
      remediation:
        intended === undefined
          ? { text: `Set targetPort to the port that serves; ${pod.name} listens on ${heard}.`, commands: [] }
          : {
              text: `Send port ${servicePort.port} to ${intended}.`,
              commands: [patchTargetPortCommand(service, servicePort, intended)],
            },
    };
  },
});
