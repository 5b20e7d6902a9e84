import { normalAddress } from '../address/normalAddress.ts';
import { parseResolvConf, type ResolvConf } from '../dns/resolvConf.ts';
import { containerVantage, type ContainerTarget } from './containerTarget.ts';
import { defineProbe } from './defineProbe.ts';
import { readOutput, type ProbeSection } from './probeOutput.ts';
import { probeScript, reportPart, showFile } from './probeScript.ts';

/** A line of /etc/hosts. */
export interface HostsEntry {
  /** In its normal form. */
  readonly address: string;
  readonly names: readonly string[];
}

/** How a container resolves names. */
export interface ResolverFiles {
  readonly resolvConf: ResolvConf;
  readonly hosts: readonly HostsEntry[];
}

const script = probeScript(
  [showFile, reportPart],
  'report resolv.conf show /etc/resolv.conf; report hosts show /etc/hosts',
);

/** The text of one file; `undefined` when it could not be read. */
function textOf(sections: readonly ProbeSection[], title: string): string | undefined {
  const section = sections.find((each) => each.title === title);
  return section?.status === undefined || section.status === 0 ? section?.text : undefined;
}

/** Reads the two files that the script prints. */
export function parseResolverFiles(text: string): { value?: ResolverFiles; errors: readonly string[] } {
  const { sections, errors: cut } = { errors: [], ...readOutput(text) };
  if (sections === undefined) return { errors: cut };
  const [resolvText, hostsText] = [textOf(sections, 'resolv.conf'), textOf(sections, 'hosts')];
  if (resolvText === undefined || hostsText === undefined)
    return { errors: ['resolv.conf or hosts could not be read'] };
  const resolvConf = parseResolvConf(resolvText);
  const hosts = hostsText.split('\n').flatMap((line): HostsEntry[] => {
    const [address = '', ...names] = (line.split('#', 1)[0] ?? '').trim().split(/\s+/);
    return names.length === 0 ? [] : [{ address: normalAddress(address), names }];
  });
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
