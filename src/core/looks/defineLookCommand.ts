import type { Target } from '../inquiry/question.ts';
import type { Answer, Inquiry } from '../inquiry/inquiry.ts';
import type { ClusterSnapshot, Node, Pod } from '../model/clusterSnapshot.ts';

/** The single looks, by what they are called in commands and messages. */
export const stepIds = ['lookup', 'routes', 'sockets', 'connect', 'node-rules', 'cni'] as const;
export type LookCommandId = (typeof stepIds)[number];

/** Whom a look looks at. */
export type LookSubject =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'node'; readonly name: string };

/** What a look wants to know beside its subject; each look uses what it needs. */
export interface LookInput {
  /** The name to look up, as an application types it. */
  readonly name?: string;
  /** What to connect to. */
  readonly target?: Target;
  readonly port?: number;
}

/** A look that is run by hand. */
export interface LookRequest {
  readonly look: LookCommandId;
  readonly subject: LookSubject;
  readonly input: LookInput;
}

/** What a look works with; the kind of the subject is the look's own. */
export interface LookContext<Subject extends Pod | Node> {
  readonly snapshot: ClusterSnapshot;
  readonly inquiry: Inquiry;
  readonly subject: Subject;
  readonly input: LookInput;
}

/** What a look came to. */
export interface LookOutcome {
  /** The answer in one line. */
  readonly headline: string;
  /** What it asked, in the order of reading. */
  readonly answers: readonly Answer<unknown>[];
}

/** One thing to look at by hand, with the probes of the diagnosis. */
export type LookCommand =
  | {
      readonly id: LookCommandId;
      readonly title: string;
      readonly on: 'pod';
      readonly run: (context: LookContext<Pod>) => LookOutcome;
    }
  | {
      readonly id: LookCommandId;
      readonly title: string;
      readonly on: 'node';
      readonly run: (context: LookContext<Node>) => LookOutcome;
    };

/** Declares a look; exists for the inference of its types. */
export function defineLookCommand(look: LookCommand): LookCommand {
  return look;
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
