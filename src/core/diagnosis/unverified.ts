import { silentOverUdp } from '../inquiry/connection.ts';
import type { Unverified } from '../finding/finding.ts';
import type { QuestionFacts } from '../target/questionFacts.ts';
import { unaskedNameOf } from './unaskedName.ts';

/** Everything that nobody could look at, each with its reason; what kept the connection itself unseen comes first. */
export function unverifiedOf(facts: QuestionFacts, fromChecks: readonly Unverified[]): readonly Unverified[] {
  const { inquiry, destination, source, connections } = facts;
  const probes = [...inquiry.unavailable()].map(([probe, unavailable]) => ({ probe, ...unavailable }));
  const silent =
    source.containers.length === 0 ? [{ probe: 'tcp-connect', reason: source.silentBecause }] : [];
  const undialable =
    destination.undialableBecause === '' || destination.name !== undefined
      ? []
      : [{ probe: 'tcp-connect', reason: destination.undialableBecause }];
  const mesh = source.behindMesh
    ? [
        {
          probe: 'tcp-connect',
          reason: 'a mesh proxy accepts the source’s connections, so they prove nothing about the target',
        },
      ]
    : [];
  const datagrams = destination.dialed
    .flatMap((dialed) => [dialed, ...dialed.backends])
    .map((target) => connections.to(target))
    .some((fact) => fact.state === 'unseen' && fact.reason === silentOverUdp)
    ? [{ probe: 'udp-datagram', reason: silentOverUdp }]
    : [];
  const untried = connections.untried === '' ? [] : [{ probe: 'tcp-connect', reason: connections.untried }];
  const all: Unverified[] = [
    ...silent,
    ...mesh,
    ...datagrams,
    ...untried,
    ...probes,
    ...fromChecks,
    ...unaskedNameOf(facts),
    ...undialable,
  ];
  const seen = new Set<string>();
  return all.filter((entry) => {
    const identity = JSON.stringify(entry);
    return !seen.has(identity) && seen.add(identity);
  });
}
