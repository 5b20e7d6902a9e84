import { lookupScope } from '../../scopes/lookup.ts';
import { defineCheck } from '../../defineCheck.ts';
import { apiEvidence } from '../../../finding/evidence.ts';
import { askNameservers, nameserverOrigin, nameserversOf } from '../../nameserverFacts.ts';
import { mergePodSpecCommands } from '../../podSpecRepair.ts';

/** A host-network pod with dnsPolicy ClusterFirst is treated as Default: the node's servers do not know the name. */
export const dnsHostnetworkPolicy = defineCheck({
  code: 'dns-hostnetwork-policy',
  title: 'A host-network pod asks the node’s DNS servers for a name of the cluster',
  scope: lookupScope,
  hop: 'resolver',
  severity: 'error',
  needs: ['services', 'endpointslices', 'pods'],
  explains: ['service-missing'],
  evaluate: (subject, { inquiry }) => {
    const { source, meant, hostsAddresses } = subject;
    if (meant === undefined || hostsAddresses.length > 0 || nameserverOrigin(subject) !== 'host-network')
      return { kind: 'not-applicable' };
    const facts = askNameservers(subject, inquiry);
    switch (facts.state) {
      case 'pending':
        return { kind: 'pending' };
      case 'unavailable':
        return { kind: 'skipped', reason: facts.reason };
      case 'right':
      case 'undecided':
        return { kind: 'pass', because: facts.because };
      case 'wrong': {
        const pod = { kind: 'pod', namespace: source.namespace, name: source.name } as const;
        const { namespace, name } = meant.service;
        return {
          kind: 'finding',
          certainty: 'proven',
          summary: `${source.namespace}/${source.name} is on the host network with dnsPolicy ClusterFirst, so it asks the node's servers, ${nameserversOf(subject).join(', ')}, which do not know ${meant.absoluteName} (${facts.said}).`,
          objects: [pod, { kind: 'service', namespace, name }],
          evidence: [...facts.evidence, apiEvidence(pod, 'hostNetwork: true\ndnsPolicy: ClusterFirst')],
          remediation: {
            text: 'Set dnsPolicy: ClusterFirstWithHostNet.',
            commands: mergePodSpecCommands(source, { dnsPolicy: 'ClusterFirstWithHostNet' }),
          },
        };
      }
    }
  },
});
