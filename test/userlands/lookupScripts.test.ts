import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linksProbe } from '../../src/core/probes/linksProbe.ts';
import { lookupProbe, type LookupResult } from '../../src/core/probes/lookupProbe.ts';
import { resolverProbe } from '../../src/core/probes/resolverProbe.ts';
import { routesProbe } from '../../src/core/probes/routesProbe.ts';
import { serverLookupProbe, type ServerAnswer } from '../../src/core/probes/serverLookupProbe.ts';
import { socketsProbe } from '../../src/core/probes/socketsProbe.ts';
import { dnsServers, startDnsServers } from './dnsServers.ts';
import { installUserlands } from './installUserlands.ts';
import { lookIn, type Look } from './lookIn.ts';
import type { Part } from './userland.ts';

const cannotRun =
  (await installUserlands()) || (process.getuid?.() === 0 ? '' : 'only root may listen on port 53');
const because = cannotRun === '' ? '' : `: ${cannotRun}`;
const container = { namespace: 'n', pod: 'p', container: 'c' };
let stop = (): void => undefined;

beforeAll(async () => {
  if (cannotRun === '') stop = await startDnsServers();
});
afterAll(() => {
  stop();
});

type Name = keyof typeof dnsServers;
const decided: readonly Name[] = ['answering', 'denying', 'mute', 'refused'];
const words = ({ status, addresses }: ServerAnswer): string => [status, ...addresses].join(' ');

describe.skipIf(cannotRun !== '')(`the script that asks DNS servers${because}`, () => {
  it.concurrent.each<[string, readonly Part[], string]>([
    ['dig', ['dash', 'coreutils', 'dig'], 'dig'],
    ['dig without timeout', ['dash', 'dig'], 'dig'],
    ['nslookup of busybox', ['busybox as sh', 'busybox', 'nslookup of busybox'], 'nslookup'],
    ['nslookup of busybox with an old timeout', ['dash', 'old busybox', 'nslookup of busybox'], 'nslookup'],
    ['nslookup of BIND', ['bash as sh', 'coreutils', 'nslookup of BIND'], 'nslookup'],
    ['bash', ['bash as sh', 'coreutils'], 'bash'],
    ['python3', ['dash', 'coreutils', 'python3'], 'python3'],
    ['python3 without timeout', ['dash', 'python3'], 'python3'],
  ])('%s', async (_title, parts, tool) => {
    const ask = (names: readonly Name[]): Promise<Look<readonly ServerAnswer[]>> =>
      lookIn(parts, serverLookupProbe, {
        ...container,
        name: 'web.shop.svc.cluster.local',
        servers: names.map((name) => dnsServers[name]),
      });
    const [{ value, said }, truncated] = await Promise.all([ask(decided), ask(['truncating'])]);
    const answers = decided.map((name) => value?.find(({ server }) => server === dnsServers[name]));
    expect(
      answers.map((answer) => answer && words(answer)),
      said,
    ).toEqual(['resolved 10.96.0.20', 'no-such-name', 'no-answer', 'no-answer']);
    expect(value?.every((answer) => answer.tool === tool)).toBe(true);
    expect(truncated.value, truncated.said).toBeUndefined();
  });
});

describe.skipIf(cannotRun !== '')(`the script that looks a name up${because}`, () => {
  const missing = 'no-such-name.invalid';
  it.concurrent.each<[string, readonly Part[], string, string]>([
    ['getent', ['dash', 'coreutils', 'getent'], 'getent', 'localhost'],
    ['getent with an old timeout', ['dash', 'old busybox', 'getent'], 'getent', 'localhost'],
    ['getent without timeout', ['dash', 'getent'], 'getent', 'localhost'],
    ['python3', ['dash', 'coreutils', 'python3'], 'python3', 'localhost'],
    [
      'python3 in the place of a getent that cannot run',
      ['dash', 'coreutils', 'broken getent', 'python3'],
      'python3',
      'localhost',
    ],
    ['ping of busybox', ['dash', 'busybox', 'ping of busybox'], 'ping', 'localhost'],
  ])('%s', async (_title, parts, tool, name) => {
    const { value, said } = await lookIn(parts, lookupProbe, { ...container, name });
    expect([value?.tool, value?.status], said).toEqual([tool, 'resolved']);
    expect(value?.addresses.every((address) => address === '127.0.0.1' || address === '::1')).toBe(true);
    const { value: none } = await lookIn(parts, lookupProbe, { ...container, name: missing });
    expect(none?.status).not.toBe('resolved');
  });
});

describe.skipIf(cannotRun !== '')(`the search list of a pod${because}`, () => {
  const resolvConf = `search shop.svc.cluster.local svc.cluster.local cluster.local
nameserver ${dnsServers.exact}
options ndots:5
`;
  it.concurrent.each<[string, readonly Part[], string]>([
    ['getent', ['dash', 'coreutils', 'getent'], 'getent'],
    ['python3', ['dash', 'coreutils', 'python3'], 'python3'],
    ['nslookup of busybox', ['busybox as sh', 'busybox', 'nslookup of busybox'], 'nslookup'],
    ['nslookup of BIND', ['dash', 'coreutils', 'nslookup of BIND'], 'nslookup'],
  ])('is gone through by %s as by the libc', async (_title, parts, tool) => {
    const look = (name: string): Promise<Look<LookupResult>> =>
      lookIn(parts, lookupProbe, { ...container, name }, { resolvConf });
    for (const name of ['web', 'web.shop', 'web.shop.svc', 'web.shop.svc.cluster.local.']) {
      const { value, said } = await look(name);
      expect([value?.tool, value?.status, value?.addresses], `${name}: ${said}`).toEqual([
        tool,
        'resolved',
        ['10.96.0.20'],
      ]);
    }
    const { value: none, said } = await look('cart.shop');
    expect(none?.status, said).not.toBe('resolved');
  });
});

describe.skipIf(cannotRun !== '')(`the scripts that read what the kernel and files say${because}`, () => {
  const userlands: readonly (readonly [string, readonly Part[]])[] = [
    ['nothing but dash', ['dash']],
    ['nothing but bash', ['bash as sh']],
    ['busybox', ['busybox as sh', 'busybox']],
    ['old busybox', ['dash', 'old busybox']],
    ['toybox', ['dash', 'toybox']],
    ['coreutils and iproute2', ['dash', 'coreutils', 'iproute2']],
    ['iproute2 with an old timeout', ['dash', 'old busybox', 'iproute2']],
    ['ip of busybox without timeout', ['dash', 'busybox without timeout', 'ip of busybox']],
  ];
  it.concurrent.each(userlands)('%s', async (_title, parts) => {
    const [sockets, resolver, routes, links] = await Promise.all([
      lookIn(parts, socketsProbe, container),
      lookIn(parts, resolverProbe, container),
      lookIn(parts, routesProbe, container),
      lookIn(parts, linksProbe, container),
    ]);
    expect(sockets.value, sockets.said).toContainEqual({
      protocol: 'UDP',
      family: 4,
      address: dnsServers.mute,
      port: 53,
    });
    expect(
      resolver.value?.hosts.flatMap(({ names }) => names),
      resolver.said,
    ).toContain('localhost');
    expect([routes.errors, routes.value?.families.includes(4)], routes.said).toEqual([[], true]);
    expect([links.errors, links.value?.find(({ name }) => name === 'lo')?.name], links.said).toEqual([
      [],
      'lo',
    ]);
  });
});
