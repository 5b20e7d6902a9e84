import type { HopId } from '../../finding/hop.ts';
import type { ResourceName } from '../../model/coverage.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';

/** Subjects of one scope that are looked into at most. */
export const usualSample = 12;

/** What a kind of check is about: which things of a question it looks at, and where their objects lie. */
export interface Scope<Subject = unknown> {
  /** Kebab-case, stable. */
  readonly id: string;
  /** The things of a question that checks of this scope are asked about, in the order of the answer. */
  subjectsOf(facts: QuestionFacts): readonly Subject[];
  /** Namespaces whose objects a check about this subject reads; `undefined` stands for the whole cluster. */
  namespacesOf(subject: Subject): readonly (string | undefined)[];
  /** Resources of which the subject itself holds objects: a check that is handed them has read them. */
  reads(subject: Subject): readonly ResourceName[];
  /** Subjects are looked for even where traffic flows: an answer of somebody else is wrong all the same. */
  readonly evenWhileTrafficFlows?: true;
  /** Without a source that is known nothing is asked. */
  readonly needsSource?: true;
  /**
   * Subjects that are looked into at most, where it is not {@link usualSample}: what is wrong with many alike ones shows in
   * some.
   */
  readonly sample?: number;
  /** Which subjects are alike: some of each kind are looked into. All are of one kind where it is absent. */
  kindOf?(subject: Subject): string;
  /** What the subjects are called when some are left out: `backends`. */
  readonly plural: string;
  /** The hop at which a finding about this subject shows, where the subject decides it and not the check. */
  hopOf?(subject: Subject): HopId | undefined;
}

/** Declares a scope; exists for the inference of its types. */
export function defineScope<Subject>(scope: Scope<Subject>): Scope<Subject> {
  return scope;
}
