import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCniOutput } from './cniProbe.ts';
import { parseConnectOutput } from './connectProbe.ts';
import { parseDatagramOutput } from './datagramProbe.ts';
import { parseLinksOutput } from './linksProbe.ts';
import { parseLookupOutput } from './lookupProbe.ts';
import { parseNodeRulesOutput } from './nodeRulesProbe.ts';
import { cutOff } from './probeOutput.ts';
import { parseResolverFiles } from './resolverProbe.ts';
import { parseRoutesOutput } from './routesProbe.ts';
import { parseServerLookup } from './serverLookupProbe.ts';
import { parseSocketTables } from './socketsProbe.ts';

/** Outputs of the scripts, recorded on the nodes and in the pods of the test bed. */
function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
}

type Parse = (text: string) => { readonly value?: unknown; readonly errors: readonly string[] };

const sockets = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 116646 1 0 100 0 0 10 0
`;

const whole: readonly (readonly [string, Parse, string])[] = [
  ['routes of iproute2', parseRoutesOutput, fixture('routes-iproute2.txt')],
  ['routes of busybox', parseRoutesOutput, fixture('routes-busybox.txt')],
  ['routes of the kernel', parseRoutesOutput, fixture('routes-shell-only.txt')],
  ['links of iproute2', parseLinksOutput, fixture('links-iproute2.txt')],
  ['links of busybox', parseLinksOutput, fixture('links-busybox.txt')],
  ['links of the kernel', parseLinksOutput, fixture('links-shell-only.txt')],
  ['rules of iptables', parseNodeRulesOutput, fixture('node-rules-iptables.txt')],
  ['rules of nftables', parseNodeRulesOutput, fixture('node-rules-nftables.txt')],
  ['CNI files', parseCniOutput, fixture('cni-bridge.txt')],
  [
    'sockets',
    parseSocketTables,
    `@ tcp\n${sockets}\n@ status 0\n@ udp\n${sockets}\n@ status 0\n@ udp6\n${sockets}\n@ status 0\n@ end\n`,
  ],
  [
    'resolver files',
    parseResolverFiles,
    '@ resolv.conf\nnameserver 10.96.0.10\nsearch a.svc.cluster.local\n\n@ status 0\n@ hosts\n127.0.0.1 localhost\n\n@ status 0\n@ end\n',
  ],
  [
    'a lookup',
    parseLookupOutput,
    "@ tool getent\n\n@ status 2\n@ reason nslookup\n** server can't find cart: NXDOMAIN\n@ status 1\n@ end\n",
  ],
  [
    'answers of servers',
    parseServerLookup,
    '@ server 10.96.0.10 dig\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n@ status 0\n@ server 10.0.0.2 dig\n;; no servers could be reached\n@ status 9\n@ end\n',
  ],
  ['connections', parseConnectOutput, 'tool bash\n@ 10.0.0.1 80 0\n@ 10.0.0.2 80 124\n@ end\n'],
  ['datagrams', parseDatagramOutput, 'tool bash\n@ 10.0.0.1 53 0\n@ 10.0.0.2 53 142 silent\n@ end\n'],
];

describe('an output without its end', () => {
  it.each(whole)('%s: is read when it is whole, and refused wherever it is cut', (_title, parse, text) => {
    expect(parse(text).value).toBeDefined();
    expect(parse(text).errors).toEqual([]);
    fc.assert(
      fc.property(fc.nat({ max: text.trimEnd().length - 1 }), (length) => {
        expect(parse(text.slice(0, length))).toEqual({ errors: [cutOff] });
      }),
      {
        examples: [0, 1, text.indexOf('\n'), text.indexOf('\n') + 1, text.lastIndexOf('@')].map((at) => [at]),
      },
    );
  });
});
