import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { ResolverFiles } from '../../probes/resolverProbe.ts';
import { alignColumns, type Section } from '../section.ts';
import { nameOfAddress } from './nameOfAddress.ts';

/** Names that every container has in /etc/hosts. */
const standardHosts: ReadonlySet<string> = new Set([
  'localhost',
  'ip6-localhost',
  'ip6-loopback',
  'ip6-localnet',
  'ip6-mcastprefix',
  'ip6-allnodes',
  'ip6-allrouters',
]);

/** How a container resolves names. */
export function describeResolver(
  { resolvConf, hosts }: ResolverFiles,
  snapshot: ClusterSnapshot,
): readonly Section[] {
  const own = hosts.filter(({ names }) => names.some((name) => !standardHosts.has(name)));
  return [
    {
      title: 'Resolver (/etc/resolv.conf)',
      lines: [
        ...alignColumns(
          resolvConf.nameservers.map((server) => ['nameserver', server, nameOfAddress(snapshot, server)]),
        ),
        ...(resolvConf.nameservers.length === 0 ? ['no nameserver'] : []),
        `search list: ${resolvConf.search.join(', ') || 'none'}`,
        `ndots ${String(resolvConf.ndots)}: names with fewer dots are tried with the search list first`,
      ],
    },
    {
      title: 'Hosts (/etc/hosts)',
      lines:
        own.length === 0
          ? ['no entries beside the usual ones']
          : alignColumns(own.map(({ address, names }) => [address, names.join(' ')])),
    },
  ];
}
