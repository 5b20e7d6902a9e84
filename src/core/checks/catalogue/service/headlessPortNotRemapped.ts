import type { Evidence } from '../../../finding/finding.ts';
import type { Inquiry } from '../../../inquiry/inquiry.ts';
import type { ClusterSnapshot, ServicePort } from '../../../model/clusterSnapshot.ts';
import { endpointsOf } from '../../../model/serviceEndpoints.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { connectProbe } from '../../../probes/connectProbe.ts';
import { formatSocket } from '../../../probes/socketsProbe.ts';
import { defineCheck, type CheckResult } from '../../defineCheck.ts';
import { backendScope, type BackendSubject } from '../../scopes/backend.ts';
import { apiEvidence, probeEvidence } from '../../../finding/evidence.ts';
import { listeningFacts } from '../../listeningFacts.ts';

interface Remapped {
  readonly servicePort: ServicePort;
  /** The port of this endpoint to which a proxy would send. */
  readonly target: number;
  readonly hostnames: boolean;
}

/** The port of the Service that the client dials, where its pods serve it on another. */
function remappedPort(
  { service, port, protocol, address }: BackendSubject,
  snapshot: ClusterSnapshot,
): Remapped | undefined {
  if (service?.headless !== true) return undefined;
  const servicePort = service.ports.find((own) => own.port === port && own.protocol === protocol);
  if (servicePort === undefined) return undefined;
  const endpoints = endpointsOf(snapshot, service, servicePort);
  const target = endpoints.find((endpoint) => endpoint.address === address)?.port;
  if (target === undefined || target === port) return undefined;
  return {
    servicePort,
    target,
    hostnames: endpoints.some(({ endpoint }) => endpoint.hostname !== undefined),
  };
}

type Served =
  { readonly state: 'served'; readonly evidence: Evidence } | Exclude<CheckResult, { kind: 'finding' }>;

/** Whether the endpoint serves on the target port and not on the one that is dialed. */
function servedElsewhere(subject: BackendSubject, target: number, inquiry: Inquiry): Served | CheckResult {
  const { pod, address, port, protocol, refusedFrom } = subject;
  if (refusedFrom !== undefined && protocol === 'TCP') {
    const answer = inquiry.askInPod(
      connectProbe,
      refusedFrom,
      { targets: [{ address, port: target }], attempts: 1 },
      `whether ${pod.name} answers on ${target}, where the Service sends port ${port}`,
    );
    if (answer.state === 'pending') return { kind: 'pending' };
    if (answer.state === 'unavailable') return { kind: 'skipped', reason: answer.reason };
    return answer.value.attempts.some(({ status }) => status === 'connected')
      ? { state: 'served', evidence: probeEvidence(answer.observation) }
      : { kind: 'pass', because: `${pod.name} does not answer on port ${target} either` };
  }
  const listening = listeningFacts(subject, inquiry);
  if (listening.state === 'pending') return { kind: 'pending' };
  if (listening.state === 'unavailable') return { kind: 'skipped', reason: listening.reason };
  const { accepting, elsewhere, observation } = listening.facts;
  if (accepting.length > 0) return { kind: 'pass', because: `${pod.name} listens on port ${port} as well` };
  const serving = elsewhere.find((socket) => socket.port === target);
  return serving === undefined
    ? { kind: 'pass', because: `${pod.name} does not listen on port ${target} either` }
    : { state: 'served', evidence: probeEvidence(observation, formatSocket(serving)) };
}

/**
 * The client dials the Service's port on a headless Service. DNS gives the pods' own addresses, so nothing translates
 * the port to targetPort (Kubernetes documentation, "Headless Services").
 */
export const headlessPortNotRemapped = defineCheck({
  code: 'headless-port-not-remapped',
  title: 'A headless Service does not translate its port to targetPort',
  scope: backendScope,
  hop: 'service',
  severity: 'error',
  needs: ['services', 'endpointslices', 'pods'],
  explains: ['port-not-listening'],
  evaluate: (subject, { snapshot, inquiry }): CheckResult => {
    const { pod, service, port } = subject;
    const remapped = remappedPort(subject, snapshot);
    if (remapped === undefined || service === undefined) return { kind: 'not-applicable' };
    const { servicePort, target, hostnames } = remapped;
    const served = servedElsewhere(subject, target, inquiry);
    if (!('state' in served)) return served;
    const { namespace, name } = service;
    const reference = { kind: 'service', namespace, name } as const;
    const portName =
      servicePort.name === undefined
        ? ''
        : `, or ask for the SRV record _${servicePort.name}._${servicePort.protocol.toLowerCase()}.${name}`;
    const removed = ['/spec/clusterIP', '/spec/clusterIPs'].map((path) => ({ op: 'remove', path }));
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `Service ${namespace}/${name} is headless, so clients reach its pods themselves and port ${port} is not translated to targetPort ${servicePort.targetPort}: ${pod.name} serves on ${target}, and nothing on ${port}.`,
      objects: [reference, { kind: 'pod', namespace: pod.namespace, name: pod.name }],
      evidence: [
        apiEvidence(
          reference,
          `clusterIP: None, port: ${servicePort.port}, targetPort: ${servicePort.targetPort}`,
        ),
        served.evidence,
      ],
      // Pods that have names of their own by this Service would lose them with a cluster address.
      remediation: hostnames
        ? {
            text: `Dial ${name}:${target}${portName}. For clients that can only dial ${port}, the command makes a Service with a cluster address beside this one, ${name}-cluster; pods keep their names by this one.`,
            commands: [
              joinCommand([
                ...['kubectl', 'expose', 'service', '-n', namespace, name, `--name=${name}-cluster`],
                ...[`--port=${port}`, `--target-port=${servicePort.targetPort}`],
              ]),
            ],
          }
        : {
            text: `Dial ${name}:${target}${portName}. For clients that can only dial ${port}, the command makes the Service again with a cluster address, which translates ports.`,
            commands: [
              `${joinCommand([
                ...['kubectl', 'patch', 'service', '-n', namespace, name, '--type', 'json', '-p'],
                JSON.stringify(removed),
              ])} --dry-run=client -o json | kubectl replace --force -f -`,
            ],
          },
    };
  },
});
