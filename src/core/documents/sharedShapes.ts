import type { Evidence, Finding, Remediation } from '../finding/finding.ts';
import { hopIds } from '../finding/hop.ts';
import { list, object, oneOf, optional, text, type Shape } from './shape.ts';
import { formatReference } from '../model/reference.ts';

/** A finding as it leaves the program: objects as references (`shop/service/web`). */
export interface FindingDocument extends Omit<Finding, 'objects'> {
  readonly objects: readonly string[];
}

/** A finding with its objects as references. */
export function findingDocument(finding: Finding): FindingDocument {
  return { ...finding, objects: finding.objects.map(formatReference) };
}

/** `[NAMESPACE/]KIND/NAME`. */
export const referenceShape: Shape<string> = text('[NAMESPACE/]KIND/NAME.');

export const hopIdShape = oneOf(hopIds);

export const findingShape = object<FindingDocument>({
  code: text('Stable code of the cause.'),
  title: text('The cause in general.'),
  summary: text('What is, and where, in one sentence.'),
  severity: oneOf(['error', 'warning', 'info']),
  certainty: oneOf(['proven', 'likely']),
  hop: hopIdShape,
  intent: optional(
    oneOf(['explicit', 'suspect'], 'Of a denial by policies: meant, or a rule lacks one thing to allow it.'),
  ),
  objects: list(referenceShape),
  causedBy: list(text(), 'Codes of the findings of which this one is a consequence.'),
  evidence: list(
    object<Evidence>({
      source: oneOf(['api', 'probe']),
      vantage: text('Where it was seen.'),
      command: text('The command that shows it again.'),
      excerpt: text(),
      observation: optional(text('Id of the probe that it quotes.')),
    }),
  ),
  remediation: object<Remediation>({
    text: text(),
    commands: list(text(), 'Shell commands that can be run as they are.'),
  }),
});
