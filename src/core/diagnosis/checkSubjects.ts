import type { CheckSubject } from '../checks/runChecks.ts';
import { sampleSubjects } from '../checks/sampleSubjects.ts';
import { scopeCatalogue } from '../checks/scopeCatalogue.ts';
import type { Unverified } from '../finding/finding.ts';
import { nameFails } from '../target/nameFails.ts';
import type { QuestionFacts } from '../target/questionFacts.ts';
import { trafficFlows } from '../target/trafficFlows.ts';

/** What the checks of a diagnosis are asked about. */
export interface DiagnosisSubjects {
  readonly subjects: readonly CheckSubject[];
  /** Where only some of many alike subjects were looked into. */
  readonly sampled: readonly Unverified[];
}

/** What the checks are asked about. While traffic flows nothing is called a fault, whatever looks odd then. */
export function checkSubjectsOf(facts: QuestionFacts): DiagnosisSubjects {
  const works = trafficFlows(facts) && !nameFails(facts);
  const sourceIsKnown = facts.question.from.kind !== 'pod' || facts.source.pod !== undefined;
  const samples = scopeCatalogue
    .filter(({ evenWhileTrafficFlows }) => !works || evenWhileTrafficFlows)
    .filter(({ needsSource }) => sourceIsKnown || !needsSource)
    .map((scope) => ({ scope, sample: sampleSubjects(scope, facts) }));
  return {
    subjects: samples.flatMap(({ sample }) => sample.subjects),
    sampled: samples.flatMap(({ scope, sample }) =>
      sample.notLookedInto === undefined ? [] : [{ probe: scope.id, reason: sample.notLookedInto }],
    ),
  };
}
