import { isRecord, readNonEmptyText } from '../core/model/readField.ts';
import { retryAfterMilliseconds } from './pause.ts';
import { ApiError } from './problems.ts';

/** A reason is one word (metav1.StatusReason); what is none is not passed on. */
const reasonWord = /^[A-Za-z]{1,64}$/;

/** The words for an answer that has none of its own. */
function usualWords(status: number): string {
  return status >= 300 && status < 400 ? 'it sends us to another place' : `HTTP status ${status}`;
}

/**
 * An error of an answer that is no success: of the Status object (meta/v1) that the API server sends, or of whatever a gateway in
 * between sends.
 * @param retryAfter the header of that name
 * @param clean makes the server's text fit to be shown
 */
export function readApiError(
  status: number,
  body: string,
  retryAfter: string | null | undefined,
  clean: (text: string) => string,
): ApiError {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    raw = undefined;
  }
  const fields = isRecord(raw) ? raw : {};
  const said = readNonEmptyText(fields, 'message') ?? (isRecord(raw) ? '' : body);
  const reason = readNonEmptyText(fields, 'reason') ?? '';
  const message = clean(said);
  return new ApiError(
    status,
    reasonWord.test(reason) ? reason : '',
    message === '' ? usualWords(status) : message,
    retryAfterMilliseconds(retryAfter, Date.now()),
  );
}

/** An error of the Status object of an ERROR event, which has its code inside. */
export function readErrorEvent(object: unknown, clean: (text: string) => string): ApiError {
  const fields = isRecord(object) ? object : {};
  const code = fields['code'];
  const status = typeof code === 'number' && Number.isInteger(code) ? code : 0;
  const message = clean(readNonEmptyText(fields, 'message') ?? '');
  const reason = readNonEmptyText(fields, 'reason') ?? '';
  return new ApiError(
    status,
    reasonWord.test(reason) ? reason : '',
    message === '' ? 'the watch ended with an error' : message,
  );
}
