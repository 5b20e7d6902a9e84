import type { QuestionFacts } from '../target/questionFacts.ts';
import { subjectOf, type CheckSubject } from './runChecks.ts';
import { usualSample, type Scope } from './scopes/defineScope.ts';

/** The subjects of a scope that are looked into, and what is said of the others. */
export interface SubjectSample {
  readonly subjects: readonly CheckSubject[];
  /** `12 of 200 backends were looked into`; absent where all were. */
  readonly notLookedInto?: string;
}

/** Some of each kind in turn, in the order in which they came, until there are enough. */
function takeInTurn<Subject>(
  subjects: readonly Subject[],
  kindOf: (subject: Subject) => string,
  wanted: number,
): readonly Subject[] {
  const kinds = new Map<string, Subject[]>();
  for (const subject of subjects) {
    const kind = kindOf(subject);
    const own = kinds.get(kind);
    if (own === undefined) kinds.set(kind, [subject]);
    else own.push(subject);
  }
  const taken = new Set<Subject>();
  for (let round = 0; taken.size < Math.min(wanted, subjects.length); round += 1) {
    for (const own of kinds.values()) {
      if (round < own.length && taken.size < wanted) taken.add(own[round] as Subject);
    }
  }
  return subjects.filter((subject) => taken.has(subject));
}

/** The subjects of a question in one scope: all of them, or a sample where there are many. */
export function sampleSubjects(scope: Scope, facts: QuestionFacts): SubjectSample {
  const all = scope.subjectsOf(facts);
  const { sample = usualSample, plural } = scope;
  if (all.length <= sample) return { subjects: all.map((subject) => subjectOf(scope, subject)) };
  const some = takeInTurn(all, (subject) => scope.kindOf?.(subject) ?? '', sample);
  return {
    subjects: some.map((subject) => subjectOf(scope, subject)),
    notLookedInto: `${some.length} of ${all.length} ${plural} were looked into`,
  };
}
