import { plainLine } from '../core/text/escape.ts';
import { redactSecrets } from '../core/text/redactSecrets.ts';
import type { OwnSecrets } from './ownSecrets.ts';

/** So much of a server's text is looked at; its first sentence is what helps. */
const maximumRead = 2_000;
/** So much of it is shown. */
const maximumShown = 500;

/** One line of at most so many characters; what cannot be seen is spelled out. */
export function oneLine(text: string, maximum = maximumShown): string {
  const line = plainLine(text.slice(0, maximumRead).replace(/\s+/g, ' ').trim());
  return line.length > maximum ? `${line.slice(0, maximum)}…` : line;
}

/** The words of an HTML page, which gateways and login pages answer with; other text as it is. */
function withoutMarkup(text: string): string {
  return /^\s*</.test(text) ? text.slice(0, maximumRead).replace(/<[^<>]*>/g, ' ') : text;
}

/**
 * Text of a server as it may be shown: one line, no markup, without our own credentials and without what looks like anybody's.
 * The server chooses this text; nothing of it is an instruction or known to be true.
 */
export function serverText(text: string, secrets: OwnSecrets): string {
  return oneLine(redactSecrets(withoutMarkup(secrets.cut(text)).slice(0, maximumRead)));
}
