import { serviceScope } from '../../scopes/service.ts';
import type { Pod } from '../../../model/clusterSnapshot.ts';
import { nearestNames } from '../../../model/nearestNames.ts';
import { selectedPods } from '../../../model/serviceEndpoints.ts';
import { defineCheck } from '../../defineCheck.ts';
import { apiEvidence } from '../../../finding/evidence.ts';
import { protocolServedInstead, protocolsServed } from '../../protocolsServed.ts';
import { patchTargetPortCommand } from '../../repairCommands.ts';

interface DeclaredPort {
  readonly name: string | undefined;
  readonly number: number;
}

function declaredPorts(pods: readonly Pod[], protocol: string): readonly DeclaredPort[] {
  const ports = pods
    .flatMap((pod) => pod.containers)
    .flatMap((container) => container.ports)
    .filter((port) => port.protocol === protocol)
    .map(({ name, containerPort }) => ({ name, number: containerPort }));
  return [...new Map(ports.map((port) => [`${port.name ?? ''} ${port.number}`, port])).values()];
}

/** A port of the wanted name that is declared for another protocol; TCP is what a declaration says by default. */
function namedOtherwise(
  pods: readonly Pod[],
  wanted: string,
  protocol: string,
): { readonly number: number; readonly protocol: string } | undefined {
  const named = pods
    .flatMap((pod) => pod.containers)
    .flatMap(({ ports }) => ports)
    .filter(({ name }) => name === wanted);
  const [first] = named;
  if (first === undefined || named.some((port) => port.protocol === protocol)) return undefined;
  return { number: first.containerPort, protocol: first.protocol };
}

/** The port that the author most likely means: the one with the nearest name, else the only one that is declared. */
function intendedPort(wanted: string, declared: readonly DeclaredPort[]): number | string | undefined {
  const [nearest] = nearestNames(
    wanted,
    declared.flatMap(({ name }) => name ?? []),
  );
  const [only, second] = declared;
  return nearest ?? (second === undefined ? (only?.name ?? only?.number) : undefined);
}

function describe({ name, number }: DeclaredPort): string {
  return name === undefined ? String(number) : `${name} (${number})`;
}

/**
 * The Service sends to a port by name, and no selected pod declares a port of that name and protocol: the EndpointSlice
 * controller then leaves the port out, and nobody can be reached.
 */
export const serviceNamedPortMissing = defineCheck({
  code: 'service-named-port-missing',
  title: 'No selected pod declares the named targetPort',
  scope: serviceScope,
  hop: 'service',
  severity: 'error',
  needs: ['services', 'pods'],
  explains: ['endpoints-none-ready', 'coredns-no-endpoints', 'proxy-rejects-no-endpoints'],
  evaluate: ({ service, servicePort }, { snapshot, inquiry }) => {
    const wanted = servicePort?.targetPort;
    const pods = selectedPods(snapshot, service) ?? [];
    if (servicePort === undefined || typeof wanted !== 'string' || pods.length === 0)
      return { kind: 'not-applicable' };
    const declared = declaredPorts(pods, servicePort.protocol);
    const elsewise = namedOtherwise(pods, wanted, servicePort.protocol);
    if (declared.some(({ name }) => name === wanted)) {
      return { kind: 'pass', because: `a selected pod declares the port ${wanted}` };
    }
    // A name that is declared for another protocol: what the pods serve there tells which of the two is wrong.
    if (elsewise !== undefined) {
      const served = protocolsServed(servicePort, pods, inquiry);
      if (served === 'pending') return { kind: 'pending' };
      if (!('unavailable' in served) && protocolServedInstead(served) !== undefined)
        return { kind: 'not-applicable' };
    }
    const { namespace, name } = service;
    const reference = { kind: 'service', namespace, name } as const;
    const others =
      elsewise !== undefined
        ? `${wanted} for ${elsewise.protocol} only`
        : declared.length === 0
          ? 'no port at all'
          : declared.map(describe).join(', ');
    const intended = elsewise?.number ?? intendedPort(wanted, declared);
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `Service ${namespace}/${name} sends port ${servicePort.port} to the ${servicePort.protocol} port named ${wanted}, which none of its ${pods.length} pods declares; they declare ${others}.`,
      objects: [
        reference,
        ...pods.slice(0, 3).map((pod) => ({ kind: 'pod', namespace, name: pod.name }) as const),
      ],
      evidence: [
        apiEvidence(reference, `port: ${servicePort.port}, targetPort: ${wanted}`),
        ...pods
          .slice(0, 2)
          .map((pod) => apiEvidence({ kind: 'pod', namespace, name: pod.name }, `declared ports: ${others}`)),
      ],
      remediation:
        intended === undefined
          ? { text: `Name a port that the pods declare (${others}), or give it by number.`, commands: [] }
          : {
              text: `Send port ${servicePort.port} to ${intended}.`,
              commands: [patchTargetPortCommand(service, servicePort, intended)],
            },
    };
  },
});
