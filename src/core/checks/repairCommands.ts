import type { Service, ServicePort } from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import { joinCommand } from '../probes/commandLine.ts';
import type { Workload } from '../probes/workloadsProbe.ts';

/** The command that gives a Service's selector other labels; keys that are to go are `null` (RFC 7386, merge patch). */
export function patchSelectorCommand(
  { namespace, name }: Service,
  selector: Readonly<Record<string, string | null>>,
): string {
  const patch = JSON.stringify({ spec: { selector } });
  return joinCommand(['kubectl', 'patch', 'service', '-n', namespace, name, '--type', 'merge', '-p', patch]);
}

/** The command that sends one of a Service's ports to another port of its pods. */
export function patchTargetPortCommand(
  { namespace, name, ports }: Service,
  port: ServicePort,
  targetPort: number | string,
): string {
  const path = `/spec/ports/${ports.indexOf(port)}/targetPort`;
  const patch = JSON.stringify([{ op: 'replace', path, value: targetPort }]);
  return joinCommand(['kubectl', 'patch', 'service', '-n', namespace, name, '--type', 'json', '-p', patch]);
}

/** The command that makes one of a Service's ports forward another protocol. */
export function patchProtocolCommand(
  { namespace, name, ports }: Service,
  port: ServicePort,
  protocol: TransportProtocol,
): string {
  const path = `/spec/ports/${ports.indexOf(port)}/protocol`;
  const patch = JSON.stringify([{ op: 'replace', path, value: protocol }]);
  return joinCommand(['kubectl', 'patch', 'service', '-n', namespace, name, '--type', 'json', '-p', patch]);
}

/** The command that lets a Service have one more port; ports need names then, which the only one may lack. */
export function addPortCommand(
  { namespace, name, ports }: Service,
  port: Readonly<Record<string, unknown>>,
): string {
  const names = ports.flatMap((own, index) =>
    own.name === undefined
      ? [{ op: 'add', path: `/spec/ports/${index}/name`, value: `port-${own.port}` }]
      : [],
  );
  const patch = JSON.stringify([...names, { op: 'add', path: '/spec/ports/-', value: port }]);
  return joinCommand(['kubectl', 'patch', 'service', '-n', namespace, name, '--type', 'json', '-p', patch]);
}

/** The command that gives a workload this many replicas. */
export function scaleCommand(
  { namespace, kind, name }: Pick<Workload, 'namespace' | 'kind' | 'name'>,
  replicas: number,
): string {
  return joinCommand([
    'kubectl',
    'scale',
    '-n',
    namespace,
    `${kind.toLowerCase()}/${name}`,
    `--replicas=${replicas}`,
  ]);
}
