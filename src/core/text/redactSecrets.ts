const removed = '[removed]';

/** Names of variables and fields whose values are nobody's business. */
const secretName =
  '[A-Za-z0-9_.-]*(?:token|secret|passw(?:or)?d|passphrase|credential|api[_-]?key|access[_-]?key|private[_-]?key|client-key-data)[A-Za-z0-9_.-]*';

const rules: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, removed],
  // A JSON Web Token: header, payload and signature, the first two being JSON objects in base64url.
  [/\beyJ[A-Za-z0-9_-]{6,}\.eyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?/g, removed],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${removed}`],
  // https://user:password@host
  [/(:\/\/)[^\s/@:]+:[^\s/@]+@/g, `$1${removed}@`],
  // "password": "x"
  [new RegExp(`("${secretName}"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi'), `$1"${removed}"`],
  // PASSWORD=x, --token=x, password: x
  [
    new RegExp(
      `((?:^|[\\s;&,{(-])${secretName}(?:=|:[ \\t]+))(?!["']?\\[removed\\])("[^"\\n]*"|'[^'\\n]*'|[^\\s;&]+)`,
      'gim',
    ),
    `$1${removed}`,
  ],
];

/** Removes what looks like a credential from text that leaves the program. Idempotent; other text stays as it is. */
export function redactSecrets(text: string): string {
  return rules.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
