import * as v from 'valibot';
import type { MapFilter, MapRequest } from './mapProtocol.ts';
import { identifier, index, reference, text } from './messageShapes.ts';

/** The longest map that is written to a file, in UTF-16 units. */
const longestDrawing = 50_000_000;
/** More than a map can show, selected or unfolded by hand. */
const mostMarks = 100_000;

const identifiers = v.pipe(v.array(identifier), v.maxLength(mostMarks));

const filter: v.GenericSchema<unknown, MapFilter> = v.object({
  lens: v.picklist(['services', 'nodes', 'policies']),
  text: text(10_000),
  subject: v.exactOptional(identifier),
  unfolded: identifiers,
});

const request: v.GenericSchema<unknown, MapRequest> = v.variant('type', [
  v.object({ type: v.literal('ready'), filter }),
  v.object({ type: v.literal('filter'), filter }),
  v.object({ type: v.literal('drawn'), epoch: index, sequence: index }),
  v.object({ type: v.literal('inspect'), id: identifier }),
  v.object({
    type: v.literal('export'),
    format: v.picklist(['mermaid', 'svg', 'json']),
    to: v.picklist(['clipboard', 'file']),
    ids: v.exactOptional(identifiers),
  }),
  v.object({ type: v.literal('drawing'), svg: text(longestDrawing) }),
  v.object({
    type: v.literal('command'),
    command: v.picklist([
      'trace',
      'diagnose-from',
      'diagnose-to',
      'show-in-tree',
      'open-yaml',
      'who-can-reach',
      'what-changed',
    ]),
    reference,
  }),
]);

/** Reads what the page of the map has sent; `undefined` when it is no request. Fields that no request has are left out. */
export function readMapRequest(message: unknown): MapRequest | undefined {
  const { success, output } = v.safeParse(request, message);
  return success ? output : undefined;
}
