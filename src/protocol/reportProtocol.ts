import type { Diagnosis } from '../core/diagnosis/diagnosis.ts';
import type { Question } from '../core/inquiry/question.ts';
import type { ServiceTrace } from '../core/trace/serviceTrace.ts';
import type { ObjectReference } from '../core/model/reference.ts';
import type { Permission } from '../core/probes/observation.ts';

/** One run of a diagnosis or trace: what the report needs to know beside its result. */
export interface ReportRun {
  readonly id: string;
  /** `cart-0 → web:80`, `shop/web`: the tab's title and the report's heading. */
  readonly title: string;
  /** More is to come. */
  readonly running: boolean;
  /** The user ended it early: what is shown is what was known by then. */
  readonly cancelled: boolean;
  /** How long it took, or has taken so far. */
  readonly milliseconds: number;
  /** The context or file that it was run on. */
  readonly context: string;
  /** Commands can be run: the cluster is a live one. */
  readonly live: boolean;
  /** The engine still holds the raw output and the case file; not after the window was reloaded. */
  readonly held: boolean;
  /** What the user may be asked for, to see more. */
  readonly mayAsk: readonly Permission[];
  /** Why there is no result, in words for people. */
  readonly problem?: string;
  /** The diagram of the result, once it is complete. */
  readonly mermaid?: string;
}

/** What a report shows; the result is absent until the engine has said something. */
export type ReportContent =
  | (ReportRun & { readonly kind: 'diagnosis'; readonly question: Question; readonly diagnosis?: Diagnosis })
  | (ReportRun & {
      readonly kind: 'trace';
      readonly service: ObjectReference;
      readonly trace?: ServiceTrace;
    });

/** A command of a report: of which finding, its repair or its evidence, and which of these. */
export interface CommandPlace {
  readonly finding: number;
  readonly from: 'repair' | 'evidence';
  readonly index: number;
}

/** Extension → report webview. */
export type ReportMessage =
  | {
      readonly type: 'content';
      readonly content: ReportContent;
      /** Grows with each content; a place of a command is one of this content. */
      readonly revision: number;
      /** Of each finding the commands of its repair that the user's shell can run, by their index. */
      readonly runnable: readonly (readonly number[])[];
    }
  | {
      readonly type: 'raw';
      readonly key: string;
      readonly command: string;
      readonly vantage: string;
      readonly text: string;
    };

/** In what form a report can be saved. */
export type ReportFormat = 'markdown' | 'mermaid' | 'svg' | 'case';

/** Report webview → extension. */
export type ReportRequest =
  | { readonly type: 'ready' }
  | { readonly type: 'cancel' }
  | { readonly type: 'run-again' }
  /** Goes on with what needs this permission; the user is asked before anything is created. */
  | { readonly type: 'allow'; readonly permission: Permission }
  /** The text of a command is taken from the extension's own content of that revision, never from the page. */
  | { readonly type: 'copy'; readonly revision: number; readonly command: CommandPlace }
  | { readonly type: 'run-in-terminal'; readonly revision: number; readonly command: CommandPlace }
  | { readonly type: 'raw'; readonly key: string }
  /** Shows what a probe saw as a document, its meaning on top. */
  | { readonly type: 'open-observation'; readonly key: string }
  | { readonly type: 'trace'; readonly service: ObjectReference }
  | { readonly type: 'export'; readonly format: ReportFormat; readonly svg?: string };

/** What the page keeps through a reload of the window: which report it is. What is in it the extension keeps. */
export interface ReportState {
  readonly id: string;
}
