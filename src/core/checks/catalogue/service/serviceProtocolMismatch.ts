import type { Service, ServicePort } from '../../../model/clusterSnapshot.ts';
import { defineCheck, type CheckResult } from '../../defineCheck.ts';
import { questionScope, type QuestionSubject } from '../../scopes/question.ts';
import { apiEvidence, probeEvidence } from '../../../finding/evidence.ts';
import { podsToLookAt, protocolServedInstead, protocolsServed } from '../../protocolsServed.ts';
import { patchProtocolCommand } from '../../repairCommands.ts';

/** The port of a Service that a question means, by number or name; of whichever protocol when it has none of the asked. */
function meantPort({ ports }: Service, { port, protocol }: QuestionSubject): ServicePort | undefined {
  const meant = ports.filter((own) => port === undefined || own.port === port || own.name === port);
  const [only, second] = meant;
  return meant.find((own) => own.protocol === protocol) ?? (second === undefined ? only : undefined);
}

/**
 * The Service forwards one transport protocol and its pods serve another on that port: packets of the one meet nobody,
 * and for the other the Service has no port.
 */
export const serviceProtocolMismatch = defineCheck({
  code: 'service-protocol-mismatch',
  title: 'The Service forwards another protocol than its pods serve',
  scope: questionScope,
  hop: 'service',
  severity: 'error',
  needs: ['services', 'pods'],
  explains: [
    'service-port-missing',
    'service-named-port-missing',
    'service-target-port-wrong',
    'port-not-listening',
    'endpoints-none-ready',
  ],
  evaluate: (question, { snapshot, inquiry }): CheckResult => {
    const { targetService, answers } = question;
    if (answers !== false) return { kind: 'not-applicable' };
    const service =
      targetService === undefined
        ? undefined
        : snapshot.namespaces.get(targetService.namespace)?.services.get(targetService.name);
    if (service?.selector === undefined || service.type === 'ExternalName') return { kind: 'not-applicable' };
    const servicePort = meantPort(service, question);
    const pods = podsToLookAt(snapshot, service);
    if (servicePort === undefined || servicePort.protocol === 'SCTP' || pods.length === 0)
      return { kind: 'not-applicable' };
    const served = protocolsServed(servicePort, pods, inquiry);
    if (served === 'pending') return { kind: 'pending' };
    if ('unavailable' in served) return { kind: 'skipped', reason: served.unavailable };
    const instead = protocolServedInstead(served);
    const [first] = served;
    if (instead === undefined || first === undefined) {
      return served.some(({ own }) => own.length > 0)
        ? { kind: 'pass', because: `pods of ${service.name} serve ${servicePort.protocol} on the port` }
        : { kind: 'not-applicable' };
    }
    const { namespace, name } = service;
    const reference = { kind: 'service', namespace, name } as const;
    const heard = first.other.map(({ protocol, socket }) => `${protocol} ${socket}`).join(', ');
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `Service ${namespace}/${name} forwards port ${servicePort.port} as ${servicePort.protocol}, and its pods serve ${instead} on port ${first.number}.`,
      objects: [reference, ...served.map(({ pod }) => ({ kind: 'pod', namespace, name: pod.name }) as const)],
      evidence: [
        apiEvidence(
          reference,
          `port: ${servicePort.port}, protocol: ${servicePort.protocol}, targetPort: ${servicePort.targetPort}`,
        ),
        ...served.map(({ observation, number, other }) =>
          probeEvidence(
            observation,
            `no ${servicePort.protocol} socket on port ${number}; ${other.map(({ protocol, socket }) => `${protocol} ${socket}`).join(', ')}`,
          ),
        ),
      ],
      remediation: {
        text: `Let the Service forward ${instead}, which the pods serve (${heard}); clients have to speak it too.`,
        commands: [patchProtocolCommand(service, servicePort, instead)],
      },
    };
  },
});
