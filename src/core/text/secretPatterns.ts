/** A blank inside of a line. */
export const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';
/** A blank or the end of a line. */
export const isSpace = (character: string | undefined): boolean =>
  isBlank(character) || character === '\n' || character === '\r';
/** A quote, with which a value ends as it begins. */
export const isQuote = (character: string | undefined): boolean => character === '"' || character === "'";

/*
 * The patterns are one class of characters each, so that none looks twice at the same place. Sticky: set `lastIndex`.
 */

/** A name, a flag, a host. */
export const word = /[A-Za-z0-9_.-]+/y;
/** A value as shells and addresses have it. */
export const unquoted = /[^\s;&"'`<>\\]+/y;
/** A parameter of Digest or OAuth has quotes of its own. */
export const restOfHeader = /(?:=\\?"[^"\r\n]*"|[^\r\n"'`\\])+/y;
/** Up to the end of the line. */
export const restOfLine = /[^\r\n]+/y;
/** A block scalar of YAML whose line ends are written `\\n`. */
export const escapedBlock = /[|>][-+0-9]{0,3}(?:\\n +[^\s\\][^\r\n"\\]*)+/y;
/** The authority of an address (RFC 3986, 3.2). */
export const authority = /[^\s/?#"'`<>\\]+/y;
/** An address to its end. */
export const restOfAddress = /[^\s"'`<>\\]+/y;
/** What may be a password between `:` and `@`. */
export const passwordOfAddress = /[^\s:@/"'`<>,]+/y;

/** A scheme of HTTP authentication (RFC 9110, 11.6.2) before its credentials. */
export const schemes: ReadonlySet<string> = new Set([
  'bearer',
  'basic',
  'token',
  'digest',
  'negotiate',
  'apikey',
  'ntlm',
]);
/** What stands for a value and is none. */
const placeholders = /^(?:true|false|null|none|nil|undefined|\*+|\$[({].*|\{\{.*|<.*)$/i;
/** What closes what is around a value. */
export const closers = /[,)}\]]+$/;
/** Names of a name, in lists of `name` and `value`. */
export const nameFields: ReadonlySet<string> = new Set([
  'name',
  'key',
  'header',
  'field',
  'param',
  'variable',
]);
/** Programs that take a password by a flag of one letter. */
export const programs: ReadonlySet<string> = new Set([
  ...[
    'mysql',
    'mysqladmin',
    'mysqldump',
    'mariadb',
    'mariadb-admin',
    'sshpass',
    'redis-cli',
    'ldapsearch',
    'mongosh',
  ],
]);
/** Words of files that are followed by a blank and the credential (netrc, redis.conf, SQL). */
export const beforeBlank: ReadonlySet<string> = new Set([
  ...[
    'password',
    'passwd',
    'passphrase',
    'pass',
    'auth_pass',
    'requirepass',
    'masterauth',
    'auth',
    'by',
    'secret',
  ],
]);

/** Not a word of prose: it has a digit or a sign. */
export function isNoWord(text: string): boolean {
  return /[^A-Za-z.,:!?]/.test(text);
}

/** Longer values are no placeholders; so each is looked at once. */
const longestPlaceholder = 200;

/** Whether a value stands for one that is filled in elsewhere, or for none. */
export function isPlaceholder(value: string): boolean {
  return value.length <= longestPlaceholder && placeholders.test(value);
}

/** The length of `Bearer ` before credentials, which says how they are used. */
export function schemeLength(value: string): number {
  const [all = '', scheme = ''] = /^([A-Za-z]+) +(?=\S)/.exec(value.slice(0, 30)) ?? [];
  return schemes.has(scheme.toLowerCase()) ? all.length : 0;
}
