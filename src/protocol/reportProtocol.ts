import type { Diagnosis } from '../core/diagnosis/diagnosis.ts';
import type { ServiceTrace } from '../core/diagnosis/serviceTrace.ts';

/** What a report shows. `running` while more is to come. */
export type ReportContent =
  | {
      readonly kind: 'diagnosis';
      readonly id: string;
      readonly running: boolean;
      readonly diagnosis: Diagnosis;
      readonly mermaid?: string;
    }
  | {
      readonly kind: 'trace';
      readonly id: string;
      readonly running: boolean;
      readonly trace: ServiceTrace;
      readonly mermaid?: string;
    };

/** Extension → report webview. */
export type ReportMessage =
  | { readonly type: 'content'; readonly content: ReportContent }
  | {
      readonly type: 'raw';
      readonly key: string;
      readonly command: string;
      readonly vantage: string;
      readonly text: string;
    };

/** Report webview → extension. */
export type ReportRequest =
  | { readonly type: 'ready' }
  | { readonly type: 'cancel' }
  | { readonly type: 'run-again' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'run-in-terminal'; readonly command: string }
  | { readonly type: 'raw'; readonly key: string }
  | {
      readonly type: 'export';
      readonly format: 'markdown' | 'mermaid' | 'svg' | 'case';
      readonly svg?: string;
    };
