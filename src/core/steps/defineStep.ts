import type { Target } from '../inquiry/question.ts';
import type { Answer, Inquiry } from '../inquiry/inquiry.ts';
import type { ClusterSnapshot, Node, Pod } from '../model/clusterSnapshot.ts';

/** The single steps, by what they are called in commands and messages. */
export const stepIds = ['lookup', 'routes', 'sockets', 'connect', 'node-rules', 'cni'] as const;
export type StepId = (typeof stepIds)[number];

/** Whom a step looks at. */
export type StepSubject =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'node'; readonly name: string };

/** What a step wants to know beside its subject; each step uses what it needs. */
export interface StepInput {
  /** The name to look up, as an application types it. */
  readonly name?: string;
  /** What to connect to. */
  readonly target?: Target;
  readonly port?: number;
}

/** A step that is run by hand. */
export interface StepRequest {
  readonly step: StepId;
  readonly subject: StepSubject;
  readonly input: StepInput;
}

/** What a step works with; the kind of the subject is the step's own. */
export interface StepContext<Subject extends Pod | Node> {
  readonly snapshot: ClusterSnapshot;
  readonly inquiry: Inquiry;
  readonly subject: Subject;
  readonly input: StepInput;
}

/** What a step came to. */
export interface StepOutcome {
  /** The answer in one line. */
  readonly headline: string;
  /** What it asked, in the order of reading. */
  readonly answers: readonly Answer<unknown>[];
}

/** One thing to look at by hand, with the probes of the diagnosis. */
export type Step =
  | {
      readonly id: StepId;
      readonly title: string;
      readonly on: 'pod';
      readonly run: (context: StepContext<Pod>) => StepOutcome;
    }
  | {
      readonly id: StepId;
      readonly title: string;
      readonly on: 'node';
      readonly run: (context: StepContext<Node>) => StepOutcome;
    };

/** Declares a step; exists for the inference of its types. */
export function defineStep(step: Step): Step {
  return step;
}

/** Words for an answer that is not there. */
export function whyNot(answer: Answer<unknown>): string {
  switch (answer.state) {
    case 'pending':
      return 'looking …';
    case 'unavailable':
      return `could not look: ${answer.reason}`;
    case 'answered':
      return '';
  }
}
