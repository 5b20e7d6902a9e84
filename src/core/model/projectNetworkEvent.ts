import { redactSecrets } from '../text/redactSecrets.ts';
import type { NetworkEvent } from './networkEvent.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import {
  type RawObject,
  readInteger,
  readNonEmptyText,
  readRecord,
  readText,
  type ReportField,
  within,
} from './readField.ts';
import { hasField } from './readLabelSelector.ts';
import { timestampForm } from './timestampForm.ts';

/**
 * What events have to be about: the objects that traffic goes by. All their warnings are kept, whatever the reason: reasons are
 * free text of every controller (load balancers, ingress controllers, CNIs), and a pod that cannot start is no endpoint either.
 */
const networkKinds: ReadonlySet<string> = new Set([
  'Pod',
  'Service',
  'EndpointSlice',
  'Endpoints',
  'Node',
  'Ingress',
  'IngressClass',
  'NetworkPolicy',
  'Gateway',
  'GatewayClass',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
]);

const maximumMessageLength = 1024;
const maximumInt32 = 2_147_483_647;

/** The newest of the times that the two event APIs have for one thing; which of them are set depends on the reporter. */
function readLastSeen(raw: RawObject, metadata: RawObject, series: RawObject): string | undefined {
  const times = [
    readText(series, 'lastObservedTime'),
    readText(raw, 'lastTimestamp'),
    readText(raw, 'deprecatedLastTimestamp'),
    readText(raw, 'eventTime'),
    readText(raw, 'firstTimestamp'),
    readText(metadata, 'creationTimestamp'),
  ];
  return times
    .filter((time) => time !== undefined && timestampForm.test(time))
    .sort()
    .at(-1);
}

function readCount(raw: RawObject, series: RawObject, report: ReportField): number {
  const counts = [
    readInteger(series, 'count', 0, maximumInt32, within(report, 'series')),
    readInteger(raw, 'count', 0, maximumInt32, report),
    readInteger(raw, 'deprecatedCount', 0, maximumInt32, report),
  ];
  return Math.max(1, ...counts.map((count) => count ?? 1));
}

/**
 * Reads an Event of core/v1 or events.k8s.io/v1, which name the same fields differently. Never throws. There is neither a value
 * nor an error for what is no warning about the network.
 */
export function projectNetworkEvent(raw: unknown): Projection<NetworkEvent> {
  return projectObject('event', 'namespaced', raw, ({ metadata, raw: event }, report) => {
    if (readText(event, 'type', report) !== 'Warning') return undefined;
    const place = hasField(event, 'regarding') ? 'regarding' : 'involvedObject';
    const regarding = readRecord(event, place, report);
    const inRegarding = within(report, place);
    const kind = readText(regarding, 'kind', inRegarding);
    const name = readNonEmptyText(regarding, 'name', inRegarding);
    if (kind === undefined || name === undefined || !networkKinds.has(kind)) return undefined;
    const series = readRecord(event, 'series', report);
    const lastSeen = readLastSeen(event, metadata.raw, series);
    if (lastSeen === undefined) {
      report('lastTimestamp', 'missing');
      return undefined;
    }
    const message = readText(event, 'message', report) ?? readText(event, 'note', report) ?? '';
    return {
      namespace: metadata.namespace,
      name: metadata.name,
      regarding: { kind, namespace: readText(regarding, 'namespace', inRegarding) ?? '', name },
      reason: readText(event, 'reason', report) ?? '',
      message: redactSecrets(message).slice(0, maximumMessageLength),
      type: 'Warning',
      count: readCount(event, series, report),
      lastSeen,
    };
  });
}
