import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subnetsOf } from '../dataplane/cniConfiguration.ts';
import { lookUpRoute } from '../dataplane/lookUpRoute.ts';
import { describeRoute } from '../dataplane/routes.ts';
import { parseCniOutput } from './cniProbe.ts';
import { requestOf } from './defineProbe.ts';
import { parseLinksOutput } from './linksProbe.ts';
import { onNode } from './nodeTarget.ts';
import { nodeRulesProbe, parseNodeRulesOutput } from './nodeRulesProbe.ts';
import { parseRoutesOutput } from './routesProbe.ts';

/** Outputs of the scripts, recorded on the nodes and in the pods of the test bed. */
function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
}

describe('parseNodeRulesOutput', () => {
  it.each([
    ['node-rules-iptables.txt', ['nat 4 nft', 'nat 6 nft'], []],
    ['node-rules-nftables.txt', ['nat 4 nft', 'nat 6 nft'], ['ip kube-proxy', 'ip6 kube-proxy']],
  ])('%s', (name, nat, nftables) => {
    const { value, errors } = parseNodeRulesOutput(fixture(name));
    expect(errors).toEqual([]);
    const tables = value?.iptables.filter((table) => table.name === 'nat') ?? [];
    expect(tables.map((table) => `${table.name} ${table.family} ${table.backend}`)).toEqual(nat);
    expect(value?.nftables.map((table) => `${table.family} ${table.name}`)).toEqual(nftables);
    expect(value?.sources.filter(({ complete }) => !complete)).toEqual([]);
  });

  it('keeps a tool that was ended apart from one that was not', () => {
    const whole = fixture('node-rules-iptables.txt');
    const cut = whole.slice(0, whole.indexOf('COMMIT', whole.indexOf('*nat')));
    const { value } = parseNodeRulesOutput(
      `@ iptables-legacy-save\n@ status 0\n${cut}\n@ status 124\n@ end\n`,
    );
    expect(value?.sources.map(({ tool, complete }) => [tool, complete])).toEqual([
      ['iptables-legacy-save', true],
      ['iptables-nft-save', false],
    ]);
  });

  it('knows nothing where no tool may look', () => {
    const text =
      '@ iptables-nft-save\niptables-nft-save v1.8.9: Could not fetch rule set generation id: Permission denied\n@ status 4\n@ end\n';
    expect(parseNodeRulesOutput(text).value).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => void parseNodeRulesOutput(`@ nft\n${text}\n@ status 0\n@ end`)),
    );
  });

  it('reads what a single program printed', () => {
    const request = requestOf(
      nodeRulesProbe,
      { namespace: 'a', pod: 'b', container: 'c', tool: 'iptables-legacy-save' },
      '',
    );
    const [, text = ''] =
      /@ iptables-nft-save\n([\s\S]*?)@ status/.exec(fixture('node-rules-iptables.txt')) ?? [];
    const observation = {
      ...request,
      command: '',
      at: '',
      milliseconds: 1,
      outcome: 'ok',
      exitCode: 0,
      stdout: text,
      stderr: '',
    } as const;
    const { value } = nodeRulesProbe.parse(observation);
    expect(value?.sources).toMatchObject([{ tool: 'iptables-legacy-save', complete: true, problem: '' }]);
    expect(request.action).toEqual({ kind: 'exec', argv: ['iptables-legacy-save'] });
  });

  it('takes a privileged pod on a node', () => {
    const request = requestOf(onNode(nodeRulesProbe), { node: 'n1' }, '');
    expect([request.privilege, request.vantage, request.key]).toEqual([
      'node-pod',
      { kind: 'node', node: 'n1' },
      'node-rules@node/n1',
    ]);
  });
});

describe('parseRoutesOutput', () => {
  it.each([
    ['routes-iproute2.txt', '10.244.1.9', '10.244.1.0/24 via 10.89.0.12 dev eth0', ''],
    ['routes-iproute2.txt', '10.244.0.9', '10.244.0.0/24 dev cni0', ''],
    ['routes-iproute2.txt', '10.244.0.1', 'local 10.244.0.1/32 dev cni0 table local', ''],
    ['routes-iproute2.txt', '192.0.2.1', 'default via 10.89.0.1 dev eth0', ''],
    ['routes-busybox.txt', '192.0.2.1', 'default via 10.244.1.1 dev eth0', ''],
    ['routes-busybox.txt', 'fd00::1', '', ''],
    [
      'routes-shell-only.txt',
      '10.244.1.9',
      '10.244.1.0/24 via 10.89.0.12 dev eth0',
      'the policy rules (ip rule) could not be read',
    ],
    [
      'routes-shell-only.txt',
      'fd00::1',
      'unreachable default',
      'the policy rules (ip rule) could not be read',
    ],
  ])('%s: %s goes by %s', (name, address, expected, uncertain) => {
    const { value, errors } = parseRoutesOutput(fixture(name));
    expect(errors).toEqual([]);
    const { route, uncertainBecause } = lookUpRoute(value!, address);
    expect([route === undefined ? '' : describeRoute(route), uncertainBecause]).toEqual([
      expected,
      uncertain,
    ]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('routes 4', 'rules 6', 'proc-route', 'proc-ipv6-route'),
        (text, title) => {
          parseRoutesOutput(`@ ${title}\n${text}\n@ status 0\n@ end`);
        },
      ),
    );
  });
});

describe('routes that could not be read', () => {
  it.each([
    ['ip that fails', '@ routes 4\n@ status 2\n@ rules 4\n@ status 2\n', 'the routes are missing'],
    ['no table at all', '', 'the routes are missing'],
    ['a line that is no route', '@ routes 4\nwhat is this\n@ status 0\n', 'not a route: what is this'],
  ])('%s', (_title, text, expected) => {
    expect(parseRoutesOutput(`${text}@ end\n`)).toEqual({ errors: [expected] });
  });

  it('are those of one family alone', () => {
    const { value } = parseRoutesOutput(
      '@ routes 4\ndefault via 10.0.0.1 dev eth0\n@ status 0\n@ routes 6\n@ status 2\n@ end\n',
    );
    expect([value?.families, value?.policyRules]).toEqual([[4], undefined]);
  });
});

describe('parseLinksOutput', () => {
  it.each([
    ['links-iproute2.txt', 'eth0 veth 1500 10.89.0.11', 'cni0 bridge 1450 10.244.0.1'],
    ['links-busybox.txt', 'eth0  1450 10.244.1.5', undefined],
    ['links-shell-only.txt', 'eth0  1500 ', 'cni0  1450 '],
  ])('%s', (name, uplink, bridge) => {
    const { value, errors } = parseLinksOutput(fixture(name));
    expect(errors).toEqual([]);
    const describeLink = (wanted: string): string | undefined => {
      const link = value?.find((candidate) => candidate.name === wanted);
      return link && [link.name, link.kind ?? '', link.mtu, link.addresses[0]?.address ?? ''].join(' ');
    };
    expect([describeLink('eth0'), describeLink('cni0')]).toEqual([uplink, bridge]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('json', 'text', 'sys'), (text, title) => {
        parseLinksOutput(`@ ${title}\n${text}\n@ status 0\n@ end`);
      }),
    );
  });
});

describe('parseCniOutput', () => {
  it('reads configurations and plugins', () => {
    const { value, errors } = parseCniOutput(fixture('cni-bridge.txt'));
    expect(errors).toEqual([]);
    const [configuration] = value?.configurations[0]?.content.configurations ?? [];
    expect(configuration?.plugins.map(({ type }) => type)).toEqual(['bridge', 'portmap']);
    expect(subnetsOf(configuration!)).toEqual(['10.244.0.0/24']);
    expect(value?.plugins[0]?.content).toContain('host-local');
  });

  it('names a file that no runtime can use', () => {
    const { value, errors } = parseCniOutput(
      '@ configurations /etc/cni/net.d\n@ file 05-a.conflist\n{"name": "a", "plugins": [{}]}\n@ file b.conf\n{"type": "ptp"}\n@ file c.txt\nx\n@ end\n',
    );
    expect(errors).toEqual(['05-a.conflist: a plugin without a type']);
    expect(value?.configurations[0]?.content.configurations.map(({ file }) => file)).toEqual(['b.conf']);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) => void parseCniOutput(`@ configurations /a\n@ file a.conf\n${text}\n@ end`),
      ),
    );
  });
});
