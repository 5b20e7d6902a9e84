import { parseResolvConf, type ResolvConf } from '../dns/resolvConf.ts';
import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import { defineProbe } from './defineProbe.ts';
import { showFile } from './showFile.ts';

/** A line of /etc/hosts. */
export interface HostsEntry {
  readonly address: string;
  readonly names: readonly string[];
}

/** How a container resolves names. */
export interface ResolverFiles {
  readonly resolvConf: ResolvConf;
  readonly hosts: readonly HostsEntry[];
}

const script = `${showFile}echo "@ resolv.conf"; show /etc/resolv.conf; echo "@ hosts"; show /etc/hosts`;

/** Reads the two files that the script prints. */
export function parseResolverFiles(text: string): { value?: ResolverFiles; errors: readonly string[] } {
  const [, resolvText, hostsText] = /^@ resolv\.conf\n([\s\S]*?)^@ hosts\n([\s\S]*)$/m.exec(text) ?? [];
  if (resolvText === undefined || hostsText === undefined)
    return { errors: ['the files are missing in the output'] };
  const resolvConf = parseResolvConf(resolvText);
  const hosts = hostsText
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter((words) => words.length > 1)
    .map(([address, ...names]) => ({ address: address ?? '', names }));
  return { value: { resolvConf: resolvConf.value, hosts }, errors: resolvConf.errors };
}

/** /etc/resolv.conf and /etc/hosts as the application's container has them. */
export const resolverProbe = defineProbe<ContainerTarget, ResolverFiles>({
  id: 'resolver-files',
  title: 'resolv.conf and hosts of the pod',
  privilege: 'exec',
  timeoutMilliseconds: 10_000,
  identity: () => '',
  vantage: containerVantage,
  action: () => ({ kind: 'exec', argv: ['sh', '-c', script] }),
  parse: (observation) => parseResolverFiles(observation.stdout),
});
