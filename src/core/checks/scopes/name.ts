import { looksLikeClusterName } from '../../dns/serviceName.ts';
import type { Pod } from '../../model/clusterSnapshot.ts';
import { nameFails } from '../../target/nameFails.ts';
import type { NameFacts } from '../../target/nameFacts.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';
import { defineScope } from './defineScope.ts';

/** A name or Service that was asked for. */
export interface NameSubject {
  readonly source: Pod | undefined;
  /** As typed: `web`, `web.shop`; for a Service reference `NAME.NAMESPACE.svc`. */
  readonly name: string;
  /** The absolute names that the resolver asks, in its order. */
  readonly candidates: readonly string[];
  readonly clusterDomain: string;
  /** Whether any of the candidates should have an answer: `unknown` where objects are not readable or it is outside. */
  readonly exists: boolean | 'unknown';
}

/** Whether anything should have the name: what it means to other pods exists, whatever this one makes of it. */
function existsOf({ name, meant, record }: NameFacts, facts: QuestionFacts): NameSubject['exists'] {
  const { resolver, snapshot } = facts;
  if (meant !== undefined) return true;
  if (record.kind === 'absent') return false;
  if (record.kind === 'outside')
    return looksLikeClusterName(name, resolver.clusterDomain, snapshot) ? false : 'unknown';
  return record.kind === 'unknown' ? 'unknown' : true;
}

/** The name that is asked, where it does not resolve. */
export const nameScope = defineScope<NameSubject>({
  id: 'name',
  plural: 'names',
  needsSource: true,
  subjectsOf: (facts) => {
    const { destination, source, resolver } = facts;
    const { name } = destination;
    if (name === undefined || !nameFails(facts)) return [];
    return [
      {
        source: source.pod,
        name: name.name,
        candidates: name.candidates,
        clusterDomain: resolver.clusterDomain,
        exists: existsOf(name, facts),
      },
    ];
  },
  namespacesOf: () => [undefined],
  reads: () => [],
});
