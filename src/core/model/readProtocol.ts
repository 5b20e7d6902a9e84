import type { TransportProtocol } from './transportProtocol.ts';
import { countingReport, type RawObject, readChoice, type ReportField } from './readField.ts';

const transportProtocols = ['TCP', 'UDP', 'SCTP'] as const satisfies readonly TransportProtocol[];

/** The highest port number; 0 is what the API's decoder writes where none was given. */
export const maximumPort = 65_535;

/** The field `protocol` of a port: TCP when it is absent (core/v1 ContainerPort, ServicePort). `undefined`: unknown, and reported. */
export function readProtocol(raw: RawObject, report: ReportField): TransportProtocol | undefined {
  const counting = countingReport(report);
  const protocol = readChoice(raw, 'protocol', transportProtocols, counting.report);
  return counting.count() > 0 ? undefined : (protocol ?? 'TCP');
}
