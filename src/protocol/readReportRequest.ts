import * as v from 'valibot';
import { identifier, index, permission, reference, text } from './messageShapes.ts';
import type { ReportRequest } from './reportProtocol.ts';

/** The longest diagram that is written to a file, in UTF-16 units. */
const longestDrawing = 20_000_000;

const command = v.object({ finding: index, from: v.picklist(['repair', 'evidence']), index });

const request: v.GenericSchema<unknown, ReportRequest> = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('cancel') }),
  v.object({ type: v.literal('run-again') }),
  v.object({ type: v.literal('allow'), permission }),
  v.object({ type: v.literal('copy'), revision: index, command }),
  v.object({ type: v.literal('run-in-terminal'), revision: index, command }),
  v.object({ type: v.literal('raw'), key: identifier }),
  v.object({ type: v.literal('open-observation'), key: identifier }),
  v.object({ type: v.literal('trace'), service: reference }),
  v.object({
    type: v.literal('export'),
    format: v.picklist(['markdown', 'mermaid', 'svg', 'case']),
    svg: v.exactOptional(text(longestDrawing)),
  }),
]);

/** Reads what the page of a report has sent; `undefined` when it is no request. Fields that no request has are left out. */
export function readReportRequest(message: unknown): ReportRequest | undefined {
  const { success, output } = v.safeParse(request, message);
  return success ? output : undefined;
}

const state = v.object({ id: identifier });

/** Reads what the page of a report has kept for itself. */
export function readReportState(kept: unknown): { readonly id: string } | undefined {
  const { success, output } = v.safeParse(state, kept);
  return success ? output : undefined;
}
