import type { TransportProtocol } from '../../model/transportProtocol.ts';
import type { Labels } from '../../model/labels.ts';
import { isRecord, readInteger, readNonEmptyText, type RawObject } from '../../model/readField.ts';
import { maximumPort } from '../../model/readProtocol.ts';
import { collectFlows, type FlowEnd, type FlowLine, type ParsedFlows } from './observedFlows.ts';

const transports = ['TCP', 'UDP', 'SCTP'] as const satisfies readonly TransportProtocol[];

/** Verdicts under which a packet went on (Hubble's flow.proto, enum Verdict). */
const passedVerdicts: ReadonlySet<string> = new Set(['FORWARDED', 'REDIRECTED', 'AUDIT', 'TRANSLATED']);

/** Labels that Cilium takes from Kubernetes carry this prefix. */
const kubernetesSource = 'k8s:';
/** Labels that Cilium derives from the pod's place and not from the pod (Cilium documentation, "Identity-Relevant Labels"). */
const derivedLabel = /^(io\.kubernetes\.pod\.|io\.cilium\.)/;

function inner(raw: RawObject, key: string): RawObject | undefined {
  const value = Object.hasOwn(raw, key) ? raw[key] : undefined;
  return isRecord(value) ? value : undefined;
}

function labelsOf(end: RawObject): Labels {
  const list = Object.hasOwn(end, 'labels') && Array.isArray(end['labels']) ? end['labels'] : [];
  return Object.fromEntries(
    list.flatMap((label: unknown): [string, string][] => {
      if (typeof label !== 'string' || !label.startsWith(kubernetesSource)) return [];
      const pair = label.slice(kubernetesSource.length);
      const at = pair.indexOf('=');
      const key = at < 0 ? pair : pair.slice(0, at);
      return derivedLabel.test(key) ? [] : [[key, at < 0 ? '' : pair.slice(at + 1)]];
    }),
  );
}

function endOf(flow: RawObject, side: 'source' | 'destination'): FlowEnd {
  const end = inner(flow, side) ?? {};
  const address = readNonEmptyText(inner(flow, 'IP') ?? {}, side);
  const namespace = readNonEmptyText(end, 'namespace');
  const name = readNonEmptyText(end, 'pod_name');
  const labels = labelsOf(end);
  return {
    ...(address === undefined ? {} : { address }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(namespace === undefined || name === undefined ? {} : { pod: { namespace, name } }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
  };
}

/** Whether the packet goes from who opened the connection to who accepted it; `undefined` when nothing tells. */
function isRequest(flow: RawObject, layer: RawObject): boolean | undefined {
  const reply = Object.hasOwn(flow, 'is_reply') ? flow['is_reply'] : undefined;
  if (typeof reply === 'boolean') return !reply;
  // Without connection tracking the first packet of TCP tells: SYN without ACK (RFC 9293, 3.5).
  const flags = inner(layer, 'flags');
  if (flags === undefined) return undefined;
  if (flags['SYN'] === true) return flags['ACK'] !== true;
  return undefined;
}

function readFlow(flow: RawObject): FlowLine {
  const verdict = readNonEmptyText(flow, 'verdict') ?? 'UNKNOWN';
  if (!passedVerdicts.has(verdict)) return { kind: 'skipped', reason: verdict.toLowerCase() };
  const layers = inner(flow, 'l4') ?? inner(flow, 'L4');
  const protocol = transports.find((name) => layers !== undefined && inner(layers, name) !== undefined);
  const layer = protocol === undefined || layers === undefined ? undefined : inner(layers, protocol);
  if (protocol === undefined || layer === undefined) {
    return { kind: 'skipped', reason: 'neither TCP, UDP nor SCTP' };
  }
  const request = isRequest(flow, layer);
  if (request === undefined) return { kind: 'skipped', reason: 'who opened the connection is not told' };
  if (!request) return { kind: 'skipped', reason: 'a reply' };
  const port = readInteger(layer, 'destination_port', 1, maximumPort);
  if (port === undefined) return { kind: 'error', problem: 'no destination port' };
  return {
    kind: 'flow',
    flow: { source: endOf(flow, 'source'), destination: endOf(flow, 'destination'), protocol, port },
  };
}

function readLine(line: string): FlowLine {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return { kind: 'error', problem: 'not JSON' };
  }
  if (!isRecord(raw)) return { kind: 'error', problem: 'not an object' };
  const flow = inner(raw, 'flow') ?? (Object.hasOwn(raw, 'verdict') ? raw : undefined);
  // The exporter writes other events between the flows (node status, lost events).
  return flow === undefined ? { kind: 'skipped', reason: 'not a flow' } : readFlow(flow);
}

/** Reads what `hubble observe -o jsonpb` prints or Cilium's flow exporter writes: one JSON object a line. Never throws. */
export function parseHubbleFlows(text: string): ParsedFlows {
  return collectFlows(text, readLine);
}
