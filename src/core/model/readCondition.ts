import type { Condition } from './condition.ts';
import { redactSecrets } from '../text/redactSecrets.ts';
import { type RawObject, readChoice, readNonEmptyText, readText, type ReportField } from './readField.ts';

/** One condition of a status; without a type and a status it says nothing. */
export function readCondition(raw: RawObject, report: ReportField): Condition | undefined {
  const type = readText(raw, 'type', report);
  const status = readChoice(raw, 'status', ['True', 'False', 'Unknown'], report);
  const reason = readNonEmptyText(raw, 'reason', report);
  const message = readNonEmptyText(raw, 'message', report);
  if (type === undefined || status === undefined) {
    report('', 'a condition needs a type and a status');
    return undefined;
  }
  return {
    type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message: redactSecrets(message) }),
  };
}
