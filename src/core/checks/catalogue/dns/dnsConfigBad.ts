import { defineCheck, type CheckResult } from '../../defineCheck.ts';
import { lookupScope, type LookupSubject } from '../../scopes/lookup.ts';
import { apiEvidence } from '../../../finding/evidence.ts';
import {
  askNameservers,
  nameserverOrigin,
  nameserversOf,
  type NameserverFacts,
} from '../../nameserverFacts.ts';
import { mergePodSpecCommands } from '../../podSpecRepair.ts';

/** `dnsPolicy: None, dnsConfig: nameservers 192.0.2.1`. */
function describeSpec({ source }: LookupSubject): string {
  const { dnsPolicy, dnsConfig } = source;
  const parts = [
    ['nameservers', dnsConfig?.nameservers ?? []],
    ['searches', dnsConfig?.searches ?? []],
    ['options', dnsConfig?.options ?? []],
  ] as const;
  const own = parts
    .filter(([, words]) => words.length > 0)
    .map(([key, words]) => `${key} ${words.join(' ')}`);
  return `dnsPolicy: ${dnsPolicy}${own.length === 0 ? '' : `, dnsConfig: ${own.join(', ')}`}`;
}

function finding(
  subject: LookupSubject,
  facts: Extract<NameserverFacts, { readonly state: 'right' | 'wrong' }>,
  what: string,
  keepServers: boolean,
): CheckResult {
  const { source, meant } = subject;
  const pod = { kind: 'pod', namespace: source.namespace, name: source.name } as const;
  const clusterFirst = source.hostNetwork ? 'ClusterFirstWithHostNet' : 'ClusterFirst';
  // With ClusterFirst the cluster's servers and search list come first, and those of dnsConfig are added.
  const forget = keepServers || source.dnsConfig === undefined ? {} : { dnsConfig: { nameservers: null } };
  return {
    kind: 'finding',
    certainty: 'proven',
    summary: `${source.namespace}/${source.name} ${what}`,
    objects: [
      pod,
      ...(meant === undefined
        ? []
        : [{ kind: 'service', namespace: meant.service.namespace, name: meant.service.name } as const]),
    ],
    evidence: [...facts.evidence, apiEvidence(pod, describeSpec(subject))],
    remediation: {
      text: `Set dnsPolicy: ${clusterFirst}, which gives the pod the cluster's server and search list; what else dnsConfig says is added to them.`,
      commands: mergePodSpecCommands(source, { dnsPolicy: clusterFirst, ...forget }),
    },
  };
}

/**
 * The pod's DNS configuration leaves out what names of the cluster need: the search list, so that short names fail and
 * the absolute name works, or, with dnsPolicy None, everything.
 */
export const dnsConfigBad = defineCheck({
  code: 'dns-config-bad',
  title: 'The pod’s DNS configuration cannot resolve names of the cluster',
  scope: lookupScope,
  hop: 'resolver',
  severity: 'error',
  needs: ['services', 'endpointslices', 'pods'],
  explains: ['service-missing'],
  evaluate: (subject, { inquiry }) => {
    const { name, candidates, conf, lookup, meant, hostsAddresses } = subject;
    if (meant === undefined || hostsAddresses.length > 0 || lookup.status === 'resolved')
      return { kind: 'not-applicable' };
    const isAsked = candidates.includes(meant.absoluteName);
    const ownConfiguration = nameserverOrigin(subject) === 'own-configuration';
    if (isAsked && !ownConfiguration)
      return { kind: 'pass', because: `the resolver asks for ${meant.absoluteName}` };
    const facts = askNameservers(subject, inquiry);
    switch (facts.state) {
      case 'pending':
        return { kind: 'pending' };
      case 'unavailable':
        return { kind: 'skipped', reason: facts.reason };
      case 'undecided':
        return { kind: 'pass', because: facts.because };
      case 'right': {
        if (isAsked) return { kind: 'pass', because: facts.because };
        const search =
          conf.search.length === 0 ? 'it has no search list' : `its search list is ${conf.search.join(' ')}`;
        return finding(
          subject,
          facts,
          `never asks for ${meant.absoluteName} when it looks up ${name}: ${search}. The absolute name resolves.`,
          true,
        );
      }
      case 'wrong':
        if (!ownConfiguration) return { kind: 'not-applicable' };
        return finding(
          subject,
          facts,
          `has dnsPolicy None and asks ${nameserversOf(subject).join(', ')}, without the cluster's search list: ${name} is no name there (${facts.said}).`,
          false,
        );
    }
  },
});
