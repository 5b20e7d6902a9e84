import type { Finding } from '../../finding/finding.ts';
import type { HopId } from '../../finding/hop.ts';
import type { ConnectionFact } from '../../inquiry/connection.ts';
import type { Backend, DialedAddress } from '../../inquiry/dialedAddress.ts';
import type { PolicyEvaluation } from '../../policy/policyQuery.ts';
import type { QuestionFacts } from '../../target/questionFacts.ts';
import type { HopDraft } from './hopDraft.ts';

/** What is known of all paths of a question together. */
export interface QuestionView {
  readonly facts: QuestionFacts;
  /** Every finding of the diagnosis. */
  readonly findings: readonly Finding[];
  /** A backend was seen to answer the source. */
  readonly someAnswer: boolean;
}

/** What is known of one path: one dialed address, one backend behind it. */
export interface PathView extends QuestionView {
  readonly dialed: DialedAddress;
  /** Absent where nobody is behind the address. */
  readonly backend: Backend | undefined;
  /** Through the address that the client dials. */
  readonly through: ConnectionFact;
  /** To the backend itself. */
  readonly direct: ConnectionFact;
  /** Every backend of this address that was tried answers directly. */
  readonly allBackendsAnswer: boolean;
  /** What the policies say about the packet to this backend; absent where its port is not known. */
  readonly policies: Pick<PolicyEvaluation, 'egress' | 'ingress'> | undefined;
  /** Findings that concern this path. */
  readonly own: readonly Finding[];
}

/** One hop of a segment: how it is judged. */
export type HopDefinition =
  | {
      readonly id: HopId;
      /** All paths of a question share it, so it is judged once. */
      readonly shared: true;
      judge(view: QuestionView): HopDraft;
    }
  | { readonly id: HopId; readonly shared?: never; judge(view: PathView): HopDraft };

/** What was found wrong at a hop, when something was. */
export function errorAt(id: HopId, findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ hop, severity }) => hop === id && severity === 'error');
}

/** The draft of a shared hop with what was found wrong there worked in. */
export function blamed(
  id: HopId,
  draft: HopDraft,
  { findings }: QuestionView,
  status: 'broken' | 'degraded' = 'broken',
): HopDraft {
  const finding = errorAt(id, findings);
  if (finding === undefined) return draft;
  return { ...draft, status, observed: draft.observed === '' ? finding.title : draft.observed };
}

/** Where packets of this path leave the source: its node, where that is known. */
export function sourceNodeOf({ facts }: QuestionView): string {
  const { source } = facts;
  return source.pod?.nodeName === undefined ? source.at : `node ${source.pod.nodeName}`;
}
