import { RedactionCursor } from './redactionCursor.ts';
import { secretNameKind, type SecretNameKind } from './secretNames.ts';
import {
  authority,
  beforeBlank,
  closers,
  escapedBlock,
  isBlank,
  isNoWord,
  isPlaceholder,
  isQuote,
  isSpace,
  nameFields,
  passwordOfAddress,
  programs,
  restOfAddress,
  restOfHeader,
  restOfLine,
  schemeLength,
  schemes,
  unquoted,
  word,
} from './secretPatterns.ts';

const removed = '[removed]';

/** What is around a value. */
interface ValuePlace {
  /** It stands behind `=`. */
  readonly isSetting?: boolean;
  /** Its name was quoted, as in JSON. */
  readonly inObject?: boolean;
  /** Its name begins the line, as in YAML: it goes on to the end of the line. */
  readonly wholeLine?: boolean;
}

/**
 * Goes through a text once, from word to word, and removes what follows a name of a credential: in environments, flags, JSON,
 * YAML, headers, parameters, addresses, files of configuration; and private keys.
 */
class NamedSecrets extends RedactionCursor {
  #lineStart = 0;
  /** Something stands before this place in its line, besides the dashes of a list. */
  #lineHasText = false;
  #program = false;
  /** The last `name:` said that the `value:` beside it is a credential. */
  #valueIsSecret = false;
  #noUserUntil = 0;

  run(): string {
    const text = this.text;
    while (this.at < text.length) {
      const character = text[this.at];
      if (character === '\n') {
        this.at += 1;
        this.#lineStart = this.at;
        this.#lineHasText = false;
        this.#program = false;
      } else if (character === '-' && text.startsWith('-----BEGIN ', this.at)) this.#privateKey();
      else if (!this.#word()) {
        if (!isSpace(character)) this.#lineHasText = true;
        this.at += 1;
      }
    }
    return this.result();
  }

  /** Up to its end mark; of one that was cut all that is left (RFC 7468; OpenPGP's armour looks alike). */
  #privateKey(): void {
    const start = this.at;
    const labelEnd = this.text.indexOf('-----', start + 11);
    const label = labelEnd === -1 || labelEnd > start + 60 ? '' : this.text.slice(start + 11, labelEnd);
    if (!label.includes('PRIVATE KEY')) {
      this.at = start + 11;
      return;
    }
    const end = this.find('-----END ', labelEnd + 5);
    if (end === -1) {
      this.remove(start, this.text.length);
      return;
    }
    const endOfMark = this.find('-----', end + 9);
    this.remove(start, endOfMark === -1 ? this.text.length : endOfMark + 5);
  }

  /** @returns whether there is a word here; then the place has moved on */
  #word(): boolean {
    const start = this.at;
    const found = this.match(word, start);
    if (found === '') return false;
    const end = start + found.length;
    this.at = end;
    if (this.text.startsWith('://', end)) this.#address(end + 3);
    else if (found.startsWith('-')) this.#flag(found, start, end);
    else if (programs.has(found)) this.#program = true;
    if (this.at === end) this.#named(found, start, end);
    if (this.at === end) this.#schemeOrFile(found, start, end);
    if (this.at === end && this.text[end] === ':') this.#userOfAddress(end);
    if (/[^-]/.test(found)) this.#lineHasText = true;
    return true;
  }

  /** `user:password@` (RFC 3986, 3.2.1), also where the password has the signs in it that it should not. */
  #address(start: number): void {
    this.at = start;
    let run = this.match(authority, start);
    if (!run.includes('@')) {
      if (!/:[^0-9]/.test(run) && !/:\d+[^\d]/.test(run)) return;
      if (start < this.#noUserUntil) return;
      run = this.match(restOfAddress, start);
    }
    const at = run.lastIndexOf('@');
    if (at === -1) {
      this.#noUserUntil = start + run.length;
      return;
    }
    // A user alone, as in ssh://git@host.
    if (/^[a-z][a-z-]{0,15}$/.test(run.slice(0, at))) return;
    this.remove(start, start + at);
  }

  /** `user:password@host` without a scheme, as database drivers take it; not `image:tag@sha256:…`. */
  #userOfAddress(colon: number): void {
    const password = this.match(passwordOfAddress, colon + 1);
    const at = colon + 1 + password.length;
    if (password === '' || this.text[at] !== '@' || !/[A-Za-z0-9([]/.test(this.text[at + 1] ?? '')) return;
    if (this.text.startsWith('@sha256:', at) || this.text.startsWith('@sha512:', at)) return;
    this.remove(colon + 1, at);
  }

  #flag(flag: string, start: number, end: number): void {
    if (this.#program && /^-p./.test(flag) && !flag.startsWith('--')) {
      this.remove(start + 2, end);
      return;
    }
    const takesNext =
      (flag.startsWith('--') && secretNameKind(flag.slice(2)) !== undefined) ||
      (this.#program && /^-[paw]$/.test(flag));
    const isUser = flag === '-u' || flag === '--user';
    if ((!takesNext && !isUser) || !isBlank(this.text[end])) return;
    const value = this.afterBlanks(end);
    if (this.text[value] === '-' || this.text[value] === undefined) return;
    const inside = isQuote(this.text[value]) ? value + 1 : value;
    if (isUser && !this.match(unquoted, inside).includes(':')) return;
    this.#value(value, 'strong');
  }

  /** A name with its value behind `=`, `:`, `=>`, or between tags. */
  #named(name: string, start: number, end: number): void {
    const text = this.text;
    let at = end;
    const quoted = isQuote(text[at]) || (text[at] === '\\' && isQuote(text[at + 1]));
    if (quoted) at += text[at] === '\\' ? 2 : 1;
    at = this.afterBlanks(at);
    const sign = text[at];
    if (sign !== '=' && sign !== ':' && !(sign === '>' && at === end && text[start - 1] === '<')) return;
    const afterSign = at + (text[at] === '=' && text[at + 1] === '>' ? 2 : 1);
    const valueStart = this.afterBlanks(afterSign);
    const lower = name.toLowerCase();
    if (nameFields.has(lower)) {
      const escaped = text[valueStart] === '\\' ? valueStart + 1 : valueStart;
      const named = this.match(word, isQuote(text[escaped]) ? escaped + 1 : valueStart);
      this.#valueIsSecret = secretNameKind(named) !== undefined;
      return;
    }
    let kind: SecretNameKind | undefined;
    if (lower === 'value' && this.#valueIsSecret) {
      kind = 'strong';
      this.#valueIsSecret = false;
    } else kind = secretNameKind(name.startsWith('-') ? name.replace(/^-+/, '') : name);
    if (kind === undefined) return;
    // `svc/token:80` is a port of something, `TOKEN:` a label of something; a header needs no blank.
    if (sign === ':' && !quoted && valueStart === afterSign && kind !== 'header' && text[valueStart] !== '\n')
      return;
    // The working directory.
    if (/^(?:old)?pwd$/i.test(name) && text[valueStart] === '/') return;
    if (sign === '>') {
      this.#betweenTags(valueStart);
      return;
    }
    this.#value(valueStart, kind, {
      isSetting: sign === '=',
      inObject: quoted,
      wholeLine: sign === ':' && !quoted && !this.#lineHasText,
    });
  }

  #betweenTags(start: number): void {
    const end = this.find('<', start);
    if (end !== -1 && this.text.slice(start, end).trim() !== '') this.remove(start, end);
  }

  #value(start: number, kind: SecretNameKind, place: ValuePlace = {}): void {
    const text = this.text;
    if (text.startsWith(removed, start)) {
      this.at = start + removed.length;
      return;
    }
    const escape = text[start] === '\\' && isQuote(text[start + 1]) ? '\\' : '';
    const first = text[start + escape.length];
    if (isQuote(first)) this.#quotedValue(start + escape.length + 1, `${escape}${first ?? ''}`);
    else if (first === '|' || first === '>') this.#block(start);
    else if (first === '[' && place.inObject === true) this.#list(start + 1);
    else if (first === '[' || first === '{') return;
    else if (kind === 'header') this.#header(start);
    else this.#plainValue(start, kind, place);
  }

  /** @returns the place behind the quotes */
  #quotedValue(start: number, quote: string): number {
    const end = this.closing(quote, start);
    const value = this.text.slice(start, end);
    if (value !== '' && !isPlaceholder(value)) this.remove(start + schemeLength(value), end);
    return end + quote.length;
  }

  #plainValue(start: number, kind: SecretNameKind, place: ValuePlace): void {
    const { isSetting = false, inObject = false, wholeLine = false } = place;
    const text = this.text;
    const found = this.match(wholeLine ? restOfLine : unquoted, start);
    if (kind === 'weak' && !isSetting) {
      // "token: signature is invalid" is a sentence.
      if (
        wholeLine
          ? /^[A-Za-z]+ [A-Za-z]/.test(found)
          : !isNoWord(found) && isBlank(text[start + found.length])
      )
        return;
    }
    const own = (inObject ? (/^[^,}\]]*/.exec(found)?.[0] ?? '') : found).trimEnd();
    const closing = own.endsWith(removed) ? 0 : (closers.exec(own.slice(-8))?.[0].length ?? 0);
    const value = own.slice(0, own.length - closing);
    if (value === '' || isPlaceholder(value) || schemes.has(value.toLowerCase())) return;
    this.remove(start + schemeLength(value), start + value.length);
  }

  /** `[ "a", "b" ]`; a list of objects has names of its own. */
  #list(start: number): void {
    const text = this.text;
    let at = this.afterBlanks(start);
    while (text[at] === '"') {
      at = this.#quotedValue(at + 1, '"');
      while (isSpace(text[at]) || text[at] === ',') at += 1;
    }
    this.at = Math.max(this.at, Math.min(at, text.length));
  }

  /** A block scalar of YAML: the lines that are indented further than its key. */
  #block(start: number): void {
    const text = this.text;
    const indent = this.match(/[ ]*/y, this.#lineStart).length;
    const escaped = this.match(escapedBlock, start);
    if (escaped !== '') {
      const head = escaped.indexOf('\\n') + 2;
      this.remove(start + head, start + escaped.length);
      return;
    }
    const headEnd = start + this.match(restOfLine, start).length;
    if (!/^[|>][-+0-9]*\s*$/.test(text.slice(start, headEnd))) return;
    let end = headEnd;
    let first = -1;
    while (end < text.length) {
      const line = end + (text[end] === '\r' ? 2 : 1);
      const own = this.match(/[ ]*/y, line).length;
      const length = this.match(/[^\r\n]*/y, line).length;
      if (own <= indent && length > own) break;
      if (length > own && first === -1) first = line + own;
      end = line + length;
    }
    if (first === -1 || first >= end) return;
    this.remove(first, end);
  }

  /** Up to the end of the line, or of the quotes that the header stands in. */
  #header(start: number): void {
    const value = this.match(restOfHeader, start).trimEnd();
    if (value === '') return;
    this.remove(start + schemeLength(value), start + value.length);
  }

  /** `Bearer …`, `machine h login u password …`, `IDENTIFIED BY '…'`, `requirepass …`. */
  #schemeOrFile(name: string, start: number, end: number): void {
    const text = this.text;
    if (!isBlank(text[end])) return;
    const lower = name.toLowerCase();
    const valueStart = this.afterBlanks(end);
    if (text.startsWith(removed, valueStart)) {
      this.at = valueStart + removed.length;
      return;
    }
    if (schemes.has(lower)) {
      const value = this.match(/[A-Za-z0-9._~+/=-]+/y, valueStart);
      if (value.length >= 8 && (isNoWord(value) || /[a-z][A-Z]/.test(value))) {
        this.remove(valueStart, valueStart + value.length);
        return;
      }
    }
    if (!beforeBlank.has(lower)) return;
    const quote = isQuote(text[valueStart]);
    // `secret "tls" not found` names an object.
    if (quote && (lower === 'secret' || lower === 'auth')) return;
    if (quote) {
      if (lower !== 'by' || this.#follows('identified', start)) this.#value(valueStart, 'strong');
      return;
    }
    if (lower === 'by') return;
    const value = this.match(unquoted, valueStart);
    if (!isNoWord(value) || value.startsWith('=')) return;
    const startsLine = !this.#lineHasText;
    const endsLine = !isBlank(text[valueStart + value.length]);
    const inNetrc = this.#program || this.#follows('login', start, 1);
    if ((startsLine && endsLine) || inNetrc || name === 'AUTH') this.#value(valueStart, 'strong');
  }

  /** Whether a word stands before this place, with so many words between. */
  #follows(wanted: string, start: number, between = 0): boolean {
    const before = this.text
      .slice(Math.max(this.#lineStart, start - 120), start)
      .trimEnd()
      .split(/\s+/);
    return before.at(-1 - between)?.toLowerCase() === wanted;
  }
}

/** Removes what a name, a scheme or a mark says to be a credential. Linear. */
export function removeNamedSecrets(text: string): string {
  return new NamedSecrets(text).run();
}
