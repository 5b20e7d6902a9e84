import { removeNamedSecrets } from './namedSecrets.ts';
import { removeOpaque } from './opaqueText.ts';
import { secretNameKind } from './secretNames.ts';

const removed = '[removed]';

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

/** Words, with a number at their end or between. */
const plainSegment = /^[A-Za-z._~-]*\d{0,3}[A-Za-z._~-]{0,12}\d?$/;
const longestSegment = 32;
const secretSegment = /^(?:key|code|k|t)$/i;

function isHidden(name: string, value: string): boolean {
  return (
    secretSegment.test(name) ||
    secretNameKind(name) !== undefined ||
    value.length > longestSegment ||
    !plainSegment.test(value)
  );
}

/** The path of a request without what may be a credential in it: segments and values that are no words. */
export function redactPath(path: string): string {
  const [way = '', ...rest] = path.split('?');
  let before = '';
  const segments = way.split('/').map((segment) => {
    const hidden = segment !== '' && isHidden(before, segment);
    before = segment;
    return hidden ? removed : segment;
  });
  const pairs = rest
    .join('?')
    .split('&')
    .map((pair) => {
      const [name = '', ...values] = pair.split('=');
      if (isHidden('', name)) return removed;
      const value = values.join('=');
      return value === '' ? pair : `${name}=${isHidden(name, value) ? removed : value}`;
    });
  return segments.join('/') + (rest.length === 0 ? '' : `?${pairs.join('&')}`);
}
