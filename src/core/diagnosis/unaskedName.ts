import type { Unverified } from '../finding/finding.ts';
import type { QuestionFacts } from '../target/questionFacts.ts';

/**
 * A Service that was asked by reference says nothing of the name by which the application may know it. Where the source
 * is not set up for names of the cluster that is worth a word, and no fault: it may well use addresses.
 */
export function unaskedNameOf({
  question,
  source,
  resolver,
  destination,
}: QuestionFacts): readonly Unverified[] {
  const { to } = question;
  if (to.kind !== 'service' || source.pod === undefined || !resolver.observed) return [];
  if (destination.askedService === undefined || resolver.expectsClusterNames) return [];
  const ask = `if it uses a name, ask for that: --to ${to.name}.${to.namespace}`;
  if (!resolver.usesClusterDns) {
    const servers = resolver.conf.nameservers.join(', ');
    return [
      {
        code: 'dns-nameserver-wrong',
        reason: `${source.at} does not ask the cluster's DNS (nameserver ${servers}), so the Service is judged by its address; ${ask}`,
      },
    ];
  }
  return [
    {
      code: 'dns-config-bad',
      reason: `${source.at} has no search list of the cluster, so only absolute names resolve there, and the Service is judged by its own; ${ask}`,
    },
  ];
}
