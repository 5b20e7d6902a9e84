import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pod, snapshotOf } from '../../testing/snapshotBuilder.ts';
import { parseConntrackFlows } from './conntrackFlows.ts';
import { connectionsOfFlows } from './flowConnections.ts';
import { parseHubbleFlows } from './hubbleFlows.ts';
import type { ParsedFlows } from './observedFlows.ts';

/** One line of what an export holds, in short: `10.0.0.1 shop/a → 10.0.0.2 shop/b TCP 80`, or why there is none. */
function summary({ flows, skipped, errors }: ParsedFlows): readonly string[] {
  const end = ({
    address,
    pod: own,
  }: {
    address?: string;
    pod?: { namespace: string; name: string };
  }): string => [address, own && `${own.namespace}/${own.name}`].filter(Boolean).join(' ');
  return [
    ...flows.map(
      (flow) => `${end(flow.source)} → ${end(flow.destination)} ${flow.protocol} ${String(flow.port)}`,
    ),
    ...[...skipped].map(([reason, count]) => `${reason}: ${String(count)}`),
    ...errors.map(({ line, problem }) => `line ${String(line)}: ${problem}`),
  ];
}

const hubble = (
  changes: object,
  l4: object = { TCP: { source_port: 40000, destination_port: 8080 } },
): string =>
  JSON.stringify({
    flow: {
      time: '2026-01-01T00:00:00Z',
      verdict: 'FORWARDED',
      IP: { source: '10.244.1.2', destination: '10.244.2.3', ipVersion: 'IPv4' },
      l4,
      source: { ID: 1, identity: 2, namespace: 'shop', labels: ['k8s:app=cart'], pod_name: 'cart-0' },
      destination: { ID: 3, identity: 4, namespace: 'shop', labels: ['k8s:app=web'], pod_name: 'web-0' },
      Type: 'L3_L4',
      traffic_direction: 'EGRESS',
      is_reply: false,
      ...changes,
    },
    node_name: 'n1',
  });

describe('the flows of Hubble', () => {
  it.each([
    ['a request', hubble({}), ['10.244.1.2 shop/cart-0 → 10.244.2.3 shop/web-0 TCP 8080']],
    ['a reply', hubble({ is_reply: true }), ['a reply: 1']],
    ['a packet that was dropped', hubble({ verdict: 'DROPPED' }), ['dropped: 1']],
    [
      'a first packet without connection tracking',
      hubble({ is_reply: null }, { TCP: { destination_port: 80, flags: { SYN: true } } }),
      ['10.244.1.2 shop/cart-0 → 10.244.2.3 shop/web-0 TCP 80'],
    ],
    [
      'the answer to a first packet',
      hubble({ is_reply: null }, { TCP: { destination_port: 40000, flags: { SYN: true, ACK: true } } }),
      ['a reply: 1'],
    ],
    [
      'a packet of which nothing tells the direction',
      hubble({ is_reply: null }, { UDP: { destination_port: 53 } }),
      ['who opened the connection is not told: 1'],
    ],
    ['ICMP', hubble({}, { ICMPv4: { type: 8 } }), ['neither TCP, UDP nor SCTP: 1']],
    ['another event', '{"node_status":{},"node_name":"n1"}', ['not a flow: 1']],
    ['a cut line', hubble({}).slice(0, 100), ['line 1: not JSON']],
  ])('%s', (_title, text, expected) => {
    expect(summary(parseHubbleFlows(`${text}\n\n`))).toEqual(expected);
  });
});

describe('the entries of conntrack', () => {
  it.each([
    [
      'a connection through a Service: the answer tells the pod',
      'tcp      6 86399 ESTABLISHED src=10.244.1.2 dst=10.96.0.20 sport=40000 dport=80 src=10.244.2.3 dst=10.244.1.2 sport=8080 dport=40000 [ASSURED] mark=0 use=1',
      ['10.244.1.2 → 10.244.2.3 TCP 8080'],
    ],
    [
      'the extended form, and IPv6',
      'ipv6     10 udp      17 29 src=fd00::2 dst=fd00::53 sport=5000 dport=53 src=fd00::53 dst=fd00::2 sport=53 dport=5000 mark=0 zone=0 use=2',
      ['fd00::2 → fd00::53 UDP 53'],
    ],
    [
      'an entry with counters and flags',
      'ipv4     2 tcp      6 117 TIME_WAIT src=10.244.1.2 dst=10.244.2.3 sport=4 dport=80 packets=5 bytes=300 src=10.244.2.3 dst=10.244.1.2 sport=80 dport=4 packets=4 bytes=900 [ASSURED] [OFFLOAD] mark=0 use=1',
      ['10.244.1.2 → 10.244.2.3 TCP 80'],
    ],
    [
      'a packet that nobody answered',
      'udp      17 29 src=10.244.1.2 dst=10.96.0.10 sport=5 dport=53 [UNREPLIED] src=10.244.2.3 dst=10.244.1.2 sport=53 dport=5 mark=0 use=1',
      ['never answered: 1'],
    ],
    [
      'a connection that is only asked for',
      'tcp      6 119 SYN_SENT src=10.244.1.2 dst=10.244.2.3 sport=4 dport=80 src=10.244.2.3 dst=10.244.1.2 sport=80 dport=4 mark=0 use=1',
      ['never answered: 1'],
    ],
    [
      'ICMP',
      'icmp     1 29 src=10.244.1.2 dst=10.244.2.3 type=8 code=0 id=1 src=10.244.2.3 dst=10.244.1.2 type=0 code=0 id=1 mark=0 use=1',
      ['neither TCP, UDP nor SCTP: 1'],
    ],
    ['something else', 'Usage: conntrack [commands] [options]', ['line 1: not an entry of conntrack']],
  ])('%s', (_title, text, expected) => {
    expect(summary(parseConntrackFlows(text))).toEqual(expected);
  });
});

describe.each([
  ['Hubble', parseHubbleFlows],
  ['conntrack', parseConntrackFlows],
] as const)('reading any text as %s', (_name, parse) => {
  it('never throws, and accounts for every line', () => {
    const lines = fc.array(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.constant(hubble({})).map((line) => line.slice(1)),
      ),
    );
    fc.assert(
      fc.property(lines, (texts) => {
        const text = texts.join('\n');
        const { flows, skipped, errors } = parse(text);
        const counted =
          flows.length + errors.length + [...skipped.values()].reduce((sum, count) => sum + count, 0);
        expect(counted).toBe(text.split(/\r?\n/).filter((line) => line.trim() !== '').length);
      }),
    );
  });
});

describe('the connections that flows stand for', () => {
  const cart = pod('shop', 'cart-0', { app: 'cart' }, { podIPs: ['10.244.1.2'] });
  const web = pod('shop', 'web-0', { app: 'web' }, { podIPs: ['10.244.2.3'] });
  const snapshot = snapshotOf({ pods: [cart, web] });
  const inShort = (parsed: ParsedFlows): readonly string[] => {
    const { connections, warnings } = connectionsOfFlows(snapshot, parsed);
    return [...connections.map(({ because }) => because), ...warnings];
  };

  it('counts what is the same, whoever saw it', () => {
    expect(inShort(parseHubbleFlows([hubble({}), hubble({})].join('\n')))).toEqual([
      'seen 2 times: shop/cart-0 → shop/web-0 TCP 8080',
    ]);
  });

  it('knows a pod that is gone by the labels that were seen', () => {
    const gone = hubble({
      source: { namespace: 'shop', pod_name: 'cart-9', labels: ['k8s:app=cart', 'k8s:old=1'] },
    });
    expect(inShort(parseHubbleFlows(gone))).toEqual(['seen once: shop/cart-0 → shop/web-0 TCP 8080']);
  });

  it('says so when it knows neither', () => {
    const gone = hubble({ source: { namespace: 'shop', pod_name: 'old-9', labels: ['k8s:app=old'] } });
    expect(inShort(parseHubbleFlows(gone))).toEqual([
      'shop/pod/old-9 is gone, and nothing tells which workload it belonged to',
      '1 flows were left out: one of their ends cannot be named',
    ]);
  });

  it('keeps an address outside as an address', () => {
    const text =
      'tcp 6 9 ESTABLISHED src=192.0.2.9 dst=10.244.2.3 sport=4 dport=80 src=10.244.2.3 dst=192.0.2.9 sport=80 dport=4 [ASSURED]';
    const { connections } = connectionsOfFlows(snapshot, parseConntrackFlows(text));
    expect(connections.map(({ source }) => source)).toEqual([
      { kind: 'addresses', cidrs: ['192.0.2.9/32'], name: '192.0.2.9' },
    ]);
  });
});
