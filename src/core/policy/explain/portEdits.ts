import type { CompiledPort } from '../compiledPolicy.ts';
import { matchPort, namedPortsOf } from '../matchPort.ts';
import type { Traffic } from '../matchRule.ts';
import type { Edit } from './edit.ts';

/** What would have to differ for an entry of a rule's ports to match; nothing when it does, `undefined` when nobody can say. */
export function portEdits(port: CompiledPort, traffic: Traffic): readonly Edit[] | undefined {
  const { port: dialled, protocol, destination, dialect } = traffic;
  const { truth } = matchPort(port, dialled, protocol, destination, dialect);
  if (truth === true) return [];
  if (truth === 'unknown' || port.kind === 'unsupported' || dialled.kind === 'unknown') return undefined;
  const actual = String(dialled.number);
  const ofProtocol: readonly Edit[] =
    port.protocol === undefined || port.protocol === protocol
      ? []
      : [{ kind: 'protocol', wanted: port.protocol, actual: protocol }];
  if (port.kind === 'named') {
    const [declared] =
      destination.kind === 'pod' ? namedPortsOf(destination.pod, port.name, port.protocol) : [];
    if (declared?.number === dialled.number && ofProtocol.length > 0) return ofProtocol;
    return [
      ...ofProtocol,
      {
        kind: 'named-port',
        wanted: port.name,
        actual,
        declared:
          declared === undefined
            ? 'does not declare'
            : `declares as ${String(declared.number)}/${declared.protocol}`,
      },
    ];
  }
  const last = dialect.endPortHonoured ? port.last : port.first;
  if (port.first <= dialled.number && dialled.number <= last) return ofProtocol;
  const wanted = last === port.first ? String(port.first) : `${String(port.first)}-${String(last)}`;
  return [...ofProtocol, { kind: 'port', wanted, actual }];
}
