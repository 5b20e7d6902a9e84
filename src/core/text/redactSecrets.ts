import { removeNamedSecrets } from './namedSecrets.ts';
import { removeOpaque } from './opaqueText.ts';

/** What is shorter holds no credential with its name. */
const shortest = 6;

/**
 * Removes what looks like a credential from a sentence, a field or a file of people: what a name says to be one, and what looks
 * drawn by lot. Other text stays as it is. Idempotent; takes time in proportion to the length.
 */
export function redactSecrets(text: string): string {
  return text.length < shortest ? text : removeOpaque(removeNamedSecrets(text), 'words');
}

/**
 * As {@link redactSecrets}, for what tools print about a network: addresses of /proc in hexadecimal, names of chains and ids of
 * containers stay.
 */
export function redactOutput(text: string): string {
  return text.length < shortest ? text : removeOpaque(removeNamedSecrets(text), 'output');
}

const plainSegment = /^[A-Za-z._~-]*\d{0,3}[A-Za-z._~-]{0,12}\d?$/;
const longestSegment = 32;
const secretSegment = /^(?:token|tokens|key|apikey|api-key|secret|auth|password|pwd)$/i;

/** The path of a request as far as it is a path: no values of parameters, no segment that may be a credential. */
export function redactPath(path: string): string {
  const [way = '', ...rest] = path.split('?');
  const query = rest.join('?');
  let secretNext = false;
  const segments = way.split('/').map((segment) => {
    const hidden = secretNext || segment.length > longestSegment || !plainSegment.test(segment);
    secretNext = secretSegment.test(segment);
    return hidden && segment !== '' ? '[removed]' : segment;
  });
  const names = query
    .split('&')
    .map((pair) => (pair.includes('=') ? `${pair.split('=')[0] ?? ''}=[removed]` : '[removed]'));
  return segments.join('/') + (query === '' ? '' : `?${names.join('&')}`);
}
