import type { Credentials } from './credentials.ts';
import type { KubeconfigTarget } from './kubeconfig.ts';

/** Credentials of one session that are remembered: those that were replaced may still be echoed. */
const maximumSecrets = 64;
/** Below this length a text is cut out only where it is a word of its own: it may be in every other word. */
const shortLength = 4;

/** A part of a URL's user information; as it is when it is badly encoded. */
export function decodeUserInfo(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** The ways in which a server may write a text that it was sent: as it is, in JSON, and in a URL. */
function spellingsOf(secret: string): readonly string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())];
}

/** What the value of an Authorization header holds: a token, or in base64 a user and a password (RFC 7617). */
function secretsOfAuthorization(value: string): readonly string[] {
  const [scheme = '', ...rest] = value.split(' ');
  const secret = rest.join(' ');
  if (scheme.toLowerCase() !== 'basic') return [secret];
  const decoded = Buffer.from(secret, 'base64').toString('utf8');
  return [secret, decoded, decoded.slice(decoded.indexOf(':') + 1)];
}

/** The password of a URL as it is written there, and decoded; a user without password may be a token. */
function secretsOfUrl(text: string | undefined): readonly string[] {
  if (text === undefined || !URL.canParse(text)) return [];
  const { username, password } = new URL(text);
  const secret = password === '' ? username : password;
  return [secret, decodeUserInfo(secret)];
}

/** The credentials that a session uses or used. They are in memory only to be cut out of every text that a server sends back. */
export class OwnSecrets {
  readonly #secrets = new Set<string>();
  #pattern: RegExp | undefined;

  constructor({ cluster, user: { user } }: KubeconfigTarget) {
    this.#add([
      ...secretsOfUrl(cluster.server),
      ...secretsOfUrl(cluster.proxyUrl),
      user.token ?? '',
      user.password ?? '',
    ]);
  }

  /** These headers are sent from now on. */
  learn(headers: Credentials['headers']): void {
    this.#add(
      headers
        .filter(([name]) => name.toLowerCase() === 'authorization')
        .flatMap(([, value]) => secretsOfAuthorization(value)),
    );
  }

  /** The text without any of them. */
  cut(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, '[removed]');
  }

  #add(secrets: readonly string[]): void {
    const before = this.#secrets.size;
    for (const secret of secrets.map((each) => each.trim()).filter((each) => each !== '')) {
      for (const spelling of spellingsOf(secret)) this.#secrets.add(spelling);
    }
    if (this.#secrets.size === before) return;
    for (const oldest of this.#secrets) {
      if (this.#secrets.size <= maximumSecrets) break;
      this.#secrets.delete(oldest);
    }
    // The longest first: a password may be the beginning of a token.
    const alternatives = [...this.#secrets]
      .sort((left, right) => right.length - left.length)
      .map((secret) =>
        secret.length < shortLength
          ? `(?<=^|[^\\p{L}\\p{N}]|%[0-9A-Fa-f]{2})${escapePattern(secret)}(?![\\p{L}\\p{N}])`
          : escapePattern(secret),
      );
    this.#pattern = new RegExp(alternatives.join('|'), 'gu');
  }
}
