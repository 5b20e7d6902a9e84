import ipaddr from 'ipaddr.js';
import type { ParsedRoutes } from './parseRoutes.ts';
import type { Route } from './routes.ts';

/** Flags of a row (linux/route.h): RTF_GATEWAY, RTF_REJECT; RTF_LOCAL and RTF_MULTICAST of IPv6 (linux/ipv6_route.h). */
const gatewayFlag = 0x2;
const rejectFlag = 0x200;
const anycastFlag = 0x100000;
const localFlag = 0x80000000;

/** An IPv4 address as /proc/net/route has it: one 32-bit word in host order, little-endian but on s390x. */
function readWord(text: string): string | undefined {
  if (!/^[0-9A-Fa-f]{8}$/.test(text)) return undefined;
  return [3, 2, 1, 0].map((index) => Number.parseInt(text.slice(index * 2, index * 2 + 2), 16)).join('.');
}

function maskLength(mask: string): number {
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return bits.includes('0') ? bits.indexOf('0') : 32;
}

/**
 * Reads /proc/net/route: the main table of IPv4. Of a multipath route it shows the first next hop only, and it cannot
 * tell a blackhole but by its device `*` (net/ipv4/fib_trie.c, fib_route_seq_show).
 */
export function parseProcRoute(text: string): ParsedRoutes {
  const routes: Route[] = [];
  const errors: string[] = [];
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (line.trim() === '' || words[0] === 'Iface') continue;
    const [device, destination, gateway] = [words[0], readWord(words[1] ?? ''), readWord(words[2] ?? '')];
    const [flags, mask] = [Number.parseInt(words[3] ?? '', 16), readWord(words[7] ?? '')];
    if (device === undefined || destination === undefined || gateway === undefined || mask === undefined) {
      errors.push(`not a row of /proc/net/route: ${line.slice(0, 160)}`);
      continue;
    }
    const type = (flags & rejectFlag) !== 0 ? 'unreachable' : device === '*' ? 'blackhole' : 'unicast';
    routes.push({
      destination: `${destination}/${maskLength(mask)}`,
      family: 4,
      type,
      nextHops: type === 'unicast' ? [{ ...((flags & gatewayFlag) !== 0 ? { gateway } : {}), device }] : [],
      table: 'main',
      metric: Number(words[6] ?? 0),
      line: line.trim(),
    });
  }
  return { value: routes, errors };
}

/** An IPv6 address of 32 hexadecimal digits. */
function readHex6(text: string): string | undefined {
  if (!/^[0-9a-fA-F]{32}$/.test(text)) return undefined;
  return ipaddr.parse(text.replace(/(.{4})(?!$)/g, '$1:')).toString();
}

/** Reads /proc/net/ipv6_route: every table, which it does not name; local routes are told by their flag. */
export function parseProcIpv6Route(text: string): ParsedRoutes {
  const routes: Route[] = [];
  const errors: string[] = [];
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (line.trim() === '') continue;
    const [destination, gateway, device] = [readHex6(words[0] ?? ''), readHex6(words[4] ?? ''), words[9]];
    const [length, flags] = [Number.parseInt(words[1] ?? '', 16), Number.parseInt(words[8] ?? '', 16)];
    if (destination === undefined || gateway === undefined || device === undefined || Number.isNaN(length)) {
      errors.push(`not a row of /proc/net/ipv6_route: ${line.slice(0, 160)}`);
      continue;
    }
    const isLocal = (flags & localFlag) !== 0 || (flags & anycastFlag) !== 0;
    const type = isLocal
      ? 'local'
      : (flags & rejectFlag) !== 0
        ? 'unreachable'
        : destination.startsWith('ff')
          ? 'multicast'
          : 'unicast';
    routes.push({
      destination: `${destination}/${length}`,
      family: 6,
      type,
      nextHops:
        type === 'unreachable' ? [] : [{ ...((flags & gatewayFlag) !== 0 ? { gateway } : {}), device }],
      table: type === 'local' || type === 'multicast' ? 'local' : 'main',
      metric: Number.parseInt(words[5] ?? '0', 16),
      line: line.trim(),
    });
  }
  return { value: routes, errors };
}
