import { describe, expect, it } from 'vitest';
import { lookUpRoute } from './lookUpRoute.ts';
import { parseIpRoutes, parseIpRules } from './parseRoutes.ts';
import { describeRoute, type RouteTables } from './routes.ts';

const standard = '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n';

function tablesOf(routes: string, rules: string | undefined): RouteTables {
  return {
    routes: parseIpRoutes(routes, 4).value,
    families: [4],
    ...(rules === undefined ? {} : { policyRules: parseIpRules(rules, 4).value }),
  };
}

/** A node with a mesh VPN that has a table of its own before main, and a route for each block of pods. */
const routes = `default dev mesh0 table 52
throw 192.168.50.0/24 table 52
default via 192.168.50.1 dev eth0
blackhole 10.42.7.64/26 proto bird
10.42.7.65 dev cali01 scope link
10.42.9.0/26 via 192.168.50.22 dev eth0 proto bird onlink
192.168.50.0/24 dev eth0 proto kernel scope link
local 192.168.50.21 dev eth0 table local proto kernel`;
const vpn = `0:\tfrom all lookup local
5210:\tfrom all fwmark 0x80000/0xff0000 lookup main
5250:\tfrom all fwmark 0x80000/0xff0000 unreachable
5270:\tfrom all lookup 52
32766:\tfrom all lookup main
32767:\tfrom all lookup default`;

const unreachable = 'the policy rule "from all fwmark 0x80000/0xff0000 unreachable" may decide';
const marks = `the policy rule "from all fwmark 0x80000/0xff0000 lookup main" may decide; ${unreachable}`;

function check(rules: string | undefined, address: string, expected: string, uncertain = ''): void {
  const { route, uncertainBecause } = lookUpRoute(tablesOf(routes, rules), address);
  expect([route === undefined ? '' : describeRoute(route), uncertainBecause]).toEqual([expected, uncertain]);
}

describe('the route that the kernel takes', () => {
  it.each([
    ['main decides', standard, '10.42.9.5', '10.42.9.0/26 via 192.168.50.22 dev eth0', ''],
    ['a table before main captures the packet', vpn, '10.42.9.5', 'default dev mesh0 table 52', marks],
    ['throw goes on with the next rule', vpn, '192.168.50.22', '192.168.50.0/24 dev eth0', unreachable],
    ['the local table comes first', vpn, '192.168.50.21', 'local 192.168.50.21/32 dev eth0 table local', ''],
    ['a pod before its block', standard, '10.42.7.65', '10.42.7.65/32 dev cali01', ''],
    ['the block itself ends there', standard, '10.42.7.70', 'blackhole 10.42.7.64/26', ''],
    [
      'a rule that ends the packet',
      `100:\tfrom all to 10.42.9.0/24 blackhole\n${standard}`,
      '10.42.9.5',
      'blackhole default',
      '',
    ],
    [
      'a rule for others',
      `100:\tfrom all to 10.50.0.0/16 lookup 52\n${standard}`,
      '10.42.9.5',
      '10.42.9.0/26 via 192.168.50.22 dev eth0',
      '',
    ],
    [
      'the default route of main is passed over',
      `100:\tfrom all lookup main suppress_prefixlength 0\n200:\tfrom all lookup 52\n`,
      '8.8.8.8',
      'default dev mesh0 table 52',
      '',
    ],
    [
      'a rule by source, which may decide',
      `100:\tfrom 10.42.7.0/24 lookup 52\n${standard}`,
      '10.42.9.5',
      '10.42.9.0/26 via 192.168.50.22 dev eth0',
      'the policy rule "from 10.42.7.0/24 lookup 52" may decide',
    ],
    [
      'a mark that kube-proxy sets',
      `100:\tfrom all fwmark 0x4000/0x4000 lookup 52\n${standard}`,
      '10.42.9.5',
      '10.42.9.0/26 via 192.168.50.22 dev eth0',
      'the policy rule "from all fwmark 0x4000/0x4000 lookup 52" may decide',
    ],
    [
      'a mark whose table says the same',
      `100:\tfrom all fwmark 0x80/0x80 lookup main\n${standard}`,
      '10.42.9.5',
      '10.42.9.0/26 via 192.168.50.22 dev eth0',
      '',
    ],
    [
      'rules that nobody could read',
      undefined,
      '10.42.9.5',
      '10.42.9.0/26 via 192.168.50.22 dev eth0',
      'the policy rules (ip rule) could not be read',
    ],
  ] as const)('%s', (_title, rules, address, expected, uncertain) => {
    check(rules, address, expected, uncertain);
  });
});
