import type { TransportProtocol } from '../../model/transportProtocol.ts';
import { maximumPort } from '../../model/readProtocol.ts';
import { collectFlows, type FlowLine, type ParsedFlows } from './observedFlows.ts';

const protocols: ReadonlyMap<string, TransportProtocol> = new Map([
  ['tcp', 'TCP'],
  ['udp', 'UDP'],
  ['sctp', 'SCTP'],
]);

/** TCP states of a connection that was answered (kernel, nf_conntrack_tcp.h). */
const answeredStates: ReadonlySet<string> = new Set([
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
]);

interface Tuple {
  readonly source?: string;
  readonly destination?: string;
  readonly sourcePort?: string;
  readonly destinationPort?: string;
}

const fieldOfKey: ReadonlyMap<string, keyof Tuple> = new Map([
  ['src', 'source'],
  ['dst', 'destination'],
  ['sport', 'sourcePort'],
  ['dport', 'destinationPort'],
]);

/** The two tuples of an entry: what was sent, and what is expected in reply. A key that comes again begins the second. */
function tuplesOf(words: readonly string[]): readonly [Tuple, Tuple] {
  const tuples: [Record<string, string>, Record<string, string>] = [{}, {}];
  for (const word of words) {
    const [key, value] = word.split('=', 2);
    const field = fieldOfKey.get(key ?? '');
    if (field === undefined || value === undefined) continue;
    const target = field in tuples[0] ? tuples[1] : tuples[0];
    target[field] = value;
  }
  return tuples;
}

function readLine(line: string): FlowLine {
  if (line.startsWith('conntrack v')) return { kind: 'skipped', reason: 'a line of the program itself' };
  const words = line.trim().split(/\s+/);
  // `-o extended` and /proc/net/nf_conntrack put the network layer and its number first.
  const start = words[0] === 'ipv4' || words[0] === 'ipv6' ? 2 : 0;
  const [name, number] = [words[start] ?? '', words[start + 1] ?? ''];
  if (!/^[a-z0-9]+$/i.test(name) || !/^\d+$/.test(number) || !line.includes('src=')) {
    return { kind: 'error', problem: 'not an entry of conntrack' };
  }
  const protocol = protocols.get(name);
  if (protocol === undefined) return { kind: 'skipped', reason: 'neither TCP, UDP nor SCTP' };
  if (words.includes('[UNREPLIED]')) return { kind: 'skipped', reason: 'never answered' };
  const state = words[start + 3] ?? '';
  if (protocol === 'TCP' && !answeredStates.has(state)) return { kind: 'skipped', reason: 'never answered' };
  const [original, reply] = tuplesOf(words);
  const port = Number(reply.sourcePort);
  if (original.source === undefined || reply.source === undefined) {
    return { kind: 'error', problem: 'an entry without addresses' };
  }
  if (!Number.isInteger(port) || port < 1 || port > maximumPort) {
    return { kind: 'error', problem: 'an entry without ports' };
  }
  return {
    kind: 'flow',
    flow: {
      // Who answers tells the real destination: the entry's own is the Service's address before translation.
      source: { address: original.source },
      destination: { address: reply.source },
      protocol,
      port,
    },
  };
}

/** Reads what `conntrack -L` prints, extended or not, or /proc/net/nf_conntrack. Never throws. */
export function parseConntrackFlows(text: string): ParsedFlows {
  return collectFlows(text, readLine);
}
