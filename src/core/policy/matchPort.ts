import type { Pod } from '../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../model/transportProtocol.ts';
import type { CompiledPort } from './compiledPolicy.ts';
import type { PolicyDialect } from './dialect.ts';
import { isMatch, type Match, noMatch, openMatch } from './match.ts';
import type { TrafficEnd } from './trafficEnd.ts';

const maximumPort = 65_535;

/** The port that a connection is opened to, as far as it is known. */
export type DialledPort =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The numbers that a pod's containers give to a port name; more than one where two containers use the name differently. */
export function namedPortsOf(
  pod: Pod,
  name: string,
  protocol: TransportProtocol | undefined,
): readonly { readonly number: number; readonly protocol: TransportProtocol }[] {
  const ports = pod.containers
    .flatMap((container) => container.ports)
    .filter((port) => port.name === name && (protocol === undefined || port.protocol === protocol));
  const seen = new Set<string>();
  return ports.flatMap((port) => {
    const key = `${port.protocol}/${String(port.containerPort)}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ number: port.containerPort, protocol: port.protocol }];
  });
}

/** Resolves the port of a query, which may be a name of the destination pod's. */
export function dialledPort(
  port: number | string,
  protocol: TransportProtocol,
  destination: TrafficEnd,
): DialledPort {
  if (typeof port === 'number') return { kind: 'number', number: port };
  if (destination.kind !== 'pod')
    return { kind: 'unknown', reason: `${destination.title} has no port named ${port}` };
  const [found, ...others] = namedPortsOf(destination.pod, port, protocol);
  if (found === undefined) {
    const reason = `${destination.title} declares no ${protocol} port named ${port}`;
    return { kind: 'unknown', reason };
  }
  if (others.length > 0) {
    const reason = `${destination.title} gives the name ${port} to several ${protocol} ports`;
    return { kind: 'unknown', reason };
  }
  return { kind: 'number', number: found.number };
}

function matchNamed(
  port: Extract<CompiledPort, { kind: 'named' }>,
  dialled: number,
  protocol: TransportProtocol,
  destination: TrafficEnd,
): Match {
  if (port.protocol !== undefined && port.protocol !== protocol) return noMatch;
  switch (destination.kind) {
    case 'pod': {
      const numbers = namedPortsOf(destination.pod, port.name, port.protocol).filter(
        (candidate) => candidate.protocol === protocol,
      );
      if (!numbers.some(({ number }) => number === dialled)) return noMatch;
      if (numbers.length === 1) return isMatch;
      return openMatch(`${destination.title} gives the name ${port.name} to several ports`);
    }
    // Only pods declare names of ports.
    case 'node':
      return noMatch;
    case 'external':
      return destination.doubt === '' ? noMatch : openMatch(destination.doubt);
    case 'unknown':
      return openMatch(destination.reason);
  }
}

/** Whether one entry of a rule's list of ports matches the port and protocol of a connection. */
export function matchPort(
  port: CompiledPort,
  dialled: DialledPort,
  protocol: TransportProtocol,
  destination: TrafficEnd,
  dialect: PolicyDialect,
): Match {
  if (port.kind === 'unsupported') return openMatch(`${port.path}: ${port.reason}`);
  if (port.protocol !== undefined && port.protocol !== protocol) return noMatch;
  if (port.kind === 'range' && port.first === 0 && port.last === maximumPort) return isMatch;
  if (dialled.kind === 'unknown') return openMatch(dialled.reason);
  if (port.kind === 'named') return matchNamed(port, dialled.number, protocol, destination);
  const last = dialect.endPortHonoured ? port.last : port.first;
  return port.first <= dialled.number && dialled.number <= last ? isMatch : noMatch;
}
