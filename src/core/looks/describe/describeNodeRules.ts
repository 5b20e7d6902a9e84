import type { IptablesTable } from '../../dataplane/iptablesSave.ts';
import type { NftTable } from '../../dataplane/nftRuleset.ts';
import type { NodeRules } from '../../dataplane/nodeRules.ts';
import { alignColumns, type Section } from '../section.ts';

function rulesOf(table: IptablesTable): number {
  return [...table.chains.values()].reduce((sum, chain) => sum + chain.rules.length, 0);
}

function iptablesRow(table: IptablesTable): readonly string[] {
  const chains = [...table.chains.values()];
  const drops = chains.filter(({ policy }) => policy === 'DROP').map(({ name }) => `policy of ${name}: DROP`);
  const services = chains.filter(
    ({ name }) => name.startsWith('KUBE-SVC-') || name.startsWith('KUBE-SVL-'),
  ).length;
  return [
    `iptables-${table.backend}`,
    `IPv${String(table.family)} ${table.name}`,
    `${String(chains.length)} chains`,
    `${String(rulesOf(table))} rules`,
    [...(services === 0 ? [] : [`kube-proxy: ${String(services)} Service ports`]), ...drops].join(' · '),
  ];
}

function nftablesRow(table: NftTable): readonly string[] {
  const chains = [...table.chains.values()];
  const rules = chains.reduce((sum, chain) => sum + chain.rules.length, 0);
  const services = table.sets.get('service-ips')?.length ?? 0;
  return [
    'nftables',
    `${table.family} ${table.name}`,
    `${String(chains.length)} chains`,
    `${String(rules)} rules`,
    services === 0 ? '' : `kube-proxy: ${String(services)} Service ports`,
  ];
}

/** Which rules a node has, and which tools showed them. The rules themselves stand below, as they were printed. */
export function describeNodeRules(rules: NodeRules): readonly Section[] {
  const tables = [...rules.iptables.map(iptablesRow), ...rules.nftables.map(nftablesRow)];
  return [
    { title: 'Tables', lines: tables.length === 0 ? ['no table at all'] : alignColumns(tables) },
    {
      title: 'Read with',
      lines: alignColumns(
        rules.sources.map(({ tool, complete, problem }) => [
          tool,
          complete ? 'complete' : `not complete: ${problem}`,
        ]),
      ),
    },
  ];
}
