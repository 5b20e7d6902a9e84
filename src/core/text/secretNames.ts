/**
 * How sure a name is to stand before a credential. `header`: the whole line belongs to it. `strong`: whatever follows is one.
 * `weak`: also a usual word of messages (`token: expired`).
 */
export type SecretNameKind = 'header' | 'strong' | 'weak';

const headers: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-auth-token',
  'x-vault-token',
  'x-amz-security-token',
  'x-csrf-token',
]);

/** Words that make a name secret wherever they stand in it: `PGPASSWORD`, `clientSecret`. */
const strongParts = [
  ...[
    'password',
    'passwd',
    'passphrase',
    'passcode',
    'secret',
    'credential',
    'apikey',
    'accesskey',
    'privatekey',
  ],
  ...[
    'secretkey',
    'accountkey',
    'authkey',
    'signingkey',
    'encryptionkey',
    'masterkey',
    'sharedkey',
    'sessionkey',
  ],
  ...['clientkey', 'keydata', 'connectionstring', 'requirepass', 'masterauth', 'keystorepass'],
];

const strongWords: ReadonlySet<string> = new Set(['pwd', 'pass', 'pw', 'psk', 'creds', 'cred', 'salt']);
const weakWords: ReadonlySet<string> = new Set([
  ...[
    'token',
    'tokens',
    'auth',
    'jwt',
    'bearer',
    'otp',
    'sig',
    'signature',
    'sas',
    'session',
    'sid',
    'nonce',
    'authorization',
  ],
]);

/** A name that ends so says where a secret is, what it is called or how long it lives, not what it is. */
const aboutSecrets: ReadonlySet<string> = new Set([
  ...[
    'name',
    'names',
    'namespace',
    'ref',
    'refs',
    'kind',
    'type',
    'path',
    'paths',
    'file',
    'files',
    'dir',
    'mount',
    'volume',
  ],
  ...[
    'url',
    'uri',
    'host',
    'port',
    'addr',
    'address',
    'service',
    'proto',
    'protocol',
    'tcp',
    'udp',
    'domain',
    'issuer',
  ],
  ...[
    'enabled',
    'disabled',
    'required',
    'ttl',
    'expiry',
    'expires',
    'expiration',
    'seconds',
    'timeout',
    'age',
    'length',
  ],
  ...[
    'size',
    'count',
    'limit',
    'policy',
    'mode',
    'provider',
    'store',
    'class',
    'version',
    'method',
    'audience',
    'audiences',
  ],
]);

/** What every such name has in it, to pass the others by at once. */
const hint =
  /pass|pw|secret|token|key|cred|auth|cookie|psk|salt|jwt|bearer|otp|sig|sas|sess|sid|nonce|connection/i;

/** Longer names are text of another sort; they are not looked into. */
const longestName = 120;

function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function isPassWord(word: string): boolean {
  if (strongWords.has(word)) return true;
  // dbpass, userpwd, MYSQLPWD; not bypass, compass, surpass.
  return /^(?:db|user|root|admin|my|sql|key|ssh|smtp|mail|redis|pg|auth|http|proxy|ldap)[a-z]*(?:pass|pwd)$/.test(
    word,
  );
}

/** Whether a field, variable, flag, header or parameter of this name holds a credential; `undefined` when it does not. */
export function secretNameKind(name: string): SecretNameKind | undefined {
  if (name.length > longestName || !hint.test(name)) return undefined;
  const lower = name.toLowerCase();
  if (headers.has(lower)) return 'header';
  const words = wordsOf(name);
  const last = words.findLast((word) => !/^\d+$/.test(word)) ?? '';
  if (aboutSecrets.has(last)) return undefined;
  const joined = words.join('');
  if (strongParts.some((part) => joined.includes(part)) || words.some(isPassWord)) return 'strong';
  if (weakWords.has(last) || joined.endsWith('token')) return 'weak';
  return undefined;
}
