import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '../dataplane/iptablesSave.ts';
import { parseNftJson } from '../dataplane/nftRuleset.ts';
import { parseResolvConf } from '../dns/resolvConf.ts';
import { parseConnectOutput } from './connectProbe.ts';
import { parseLinksOutput } from './linksProbe.ts';
import { parseLookupOutput } from './lookupProbe.ts';
import { parseResolverFiles } from './resolverProbe.ts';
import { parseRoutesOutput } from './routesProbe.ts';
import { parseServerLookup } from './serverLookupProbe.ts';
import { parseSocketTables } from './socketsProbe.ts';

const [small, factor] = [16_384, 8];

/** Time grows by the factor for a linear reader, by its square for a quadratic one: the bound lies in the middle. */
const mostGrowth = factor ** 1.5;

/** What is less than this is noise. */
const leastMicroseconds = 2000;

/** The processor time of the quickest of three runs: other programs on the machine do not count. */
function microsecondsOf(run: () => unknown): number {
  const times = [0, 1, 2].map(() => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.max(leastMicroseconds, Math.min(...times));
}

const repeat =
  (piece: string, before = '', after = '') =>
  (length: number): string =>
    `${before}${piece.repeat(Math.ceil(length / piece.length))}${after}\n@ end\n`;

const readers: readonly (readonly [string, (text: string) => unknown, (length: number) => string])[] = [
  ['a lookup that never ends', parseLookupOutput, repeat('@ tool a\n')],
  ['a lookup of one long word', parseLookupOutput, repeat(':', '@ tool getent\n', 'x\n@ status 0')],
  ['a lookup of many parts', parseLookupOutput, repeat('@ tool a\n@ status 1\n')],
  ['a lookup by ping', parseLookupOutput, repeat('PING (', '@ tool ping\n', '\n@ status 1')],
  [
    'a lookup by nslookup',
    parseLookupOutput,
    repeat('Name:\nAddress:      \n', '@ tool nslookup\n', '@ status 1'),
  ],
  ['resolver files', parseResolverFiles, repeat('@ resolv.conf\n@ hosts\n')],
  ['hosts of blanks', parseResolverFiles, repeat(' ', '@ resolv.conf\n@ hosts\n', 'x')],
  ['hosts of comments', parseResolverFiles, repeat('#', '@ resolv.conf\n@ hosts\n', 'x')],
  ['resolv.conf of options', parseResolvConf, repeat('options ndots:5 ')],
  ['resolv.conf of lines', parseResolvConf, repeat('search a\n')],
  ['resolv.conf of blanks', parseResolvConf, repeat(' ', 'search ', 'x')],
  [
    'answers in hexadecimal digits',
    parseServerLookup,
    repeat('00 ', '@ server 10.0.0.1 bash\nhex', 'x\n@ status 0'),
  ],
  ['answers in many lines', parseServerLookup, repeat('hex\n', '@ server 10.0.0.1 bash\n', '@ status 0')],
  ['answers of dig', parseServerLookup, repeat(' IN  A ', '@ server 10.0.0.1 dig\n', '\n@ status 0')],
  ['answers of many servers', parseServerLookup, repeat('@ server a b\n')],
  [
    'next hops',
    parseRoutesOutput,
    repeat('nexthop via 10.0.0.1 dev eth0\n', '@ routes 4\ndefault\n', '@ status 0'),
  ],
  [
    'next hops in one line',
    parseRoutesOutput,
    repeat(' nexthop dev a', '@ routes 4\ndefault', '\n@ status 0'),
  ],
  ['a route of blanks', parseRoutesOutput, repeat(' ', '@ routes 4\ndefault', 'x\n@ status 0')],
  ['a policy rule of blanks', parseRoutesOutput, repeat(' ', '@ rules 4\n0: a', 'x\n@ status 0')],
  [
    'addresses of one link',
    parseLinksOutput,
    repeat('inet 10.0.0.1/8\n', '@ text\n1: a: <UP> mtu 1\n', '@ status 0'),
  ],
  ['sockets', parseSocketTables, repeat(' ', '@ tcp\nsl \n', '\n@ udp\nsl ')],
  ['attempts', parseConnectOutput, repeat(' ', 'tool nc\n@ 10.0.0.1 80 1 ', 'x')],
  ['connections of curl', parseConnectOutput, repeat('time_connect=0', 'tool curl\n@ 10.0.0.1 80 28 ')],
  ['quoted words of rules', parseIptablesSave, repeat('\\"', '*nat\n-A a --comment "', '')],
  ['rules in JSON', parseNftJson, repeat('[', '{"nftables":')],
];

describe('a reader takes time in proportion to what it reads', () => {
  it.each(readers)('%s', (_title, read, textOf) => {
    const [short, long] = [textOf(small), textOf(small * factor)];
    read(short);
    const growth = microsecondsOf(() => read(long)) / microsecondsOf(() => read(short));
    expect(growth).toBeLessThan(mostGrowth);
  });
});
