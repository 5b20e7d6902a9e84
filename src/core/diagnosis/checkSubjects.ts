import { subjectOf, type CheckSubject } from '../checks/runChecks.ts';
import { scopeCatalogue } from '../checks/scopeCatalogue.ts';
import { nameFails } from '../target/nameFails.ts';
import type { QuestionFacts } from '../target/questionFacts.ts';
import { trafficFlows } from '../target/trafficFlows.ts';

/** What the checks are asked about. While traffic flows nothing is called a fault, whatever looks odd then. */
export function checkSubjectsOf(facts: QuestionFacts): readonly CheckSubject[] {
  const works = trafficFlows(facts) && !nameFails(facts);
  const sourceIsKnown = facts.question.from.kind !== 'pod' || facts.source.pod !== undefined;
  return scopeCatalogue
    .filter(({ evenWhileTrafficFlows }) => !works || evenWhileTrafficFlows)
    .filter(({ needsSource }) => sourceIsKnown || !needsSource)
    .flatMap((scope) => scope.subjectsOf(facts).map((subject) => subjectOf(scope, subject)));
}
