import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { KubeconfigCase } from './kubeconfigCase.ts';

/** Numbers from 0 to 1 that are the same with each run (Mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const certificate = readFileSync(join(import.meta.dirname, 'testing', 'certificate.pem'), 'utf8');
const key = readFileSync(join(import.meta.dirname, 'testing', 'key.pem'), 'utf8');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What the files beside a kubeconfig hold. */
export const besides: Readonly<Record<string, string>> = {
  'pki/ca.crt': certificate,
  'pki/client.crt': certificate,
  'pki/client.key': key,
  'pki/words.crt': 'no certificate',
  token: 'from-file\n',
  'token-broken': 'from\nfile',
  'token-empty': '\n',
};

type Fields = Readonly<Record<string, unknown>>;

const servers: readonly string[] = [
  'https://h.example.com:6443',
  'https://10.0.0.1',
  'https://[fd00::1]:6443',
  'https://h.example.com:6443/k8s/clusters/c-1/',
  'https://h.example.com/path?query=1#part',
  'https://ann:p%40ss@h.example.com:6443',
  'https://ann@h.example.com',
  'http://h.example.com:8080',
  'http://ann:pass@h.example.com',
  'HTTPS://H.example.com',
  'h.example.com:6443',
  'h.example.com',
  'h.example.com:6443/path',
  'https://',
  'https://h example.com',
  'https://h.example.com:port',
  '',
];

const clusterFields: readonly Fields[] = [
  {},
  {},
  {},
  { 'insecure-skip-tls-verify': true },
  { 'certificate-authority': 'pki/ca.crt' },
  { 'certificate-authority-data': base64(certificate) },
  { 'certificate-authority': 'pki/ca.crt', 'certificate-authority-data': base64(certificate) },
  { 'certificate-authority': 'pki/missing.crt' },
  { 'certificate-authority': 'pki/words.crt' },
  { 'certificate-authority-data': base64('no certificate') },
  { 'certificate-authority-data': '' },
  { 'insecure-skip-tls-verify': true, 'certificate-authority-data': base64(certificate) },
  { 'tls-server-name': 'other.example.com' },
  { 'proxy-url': 'http://proxy.example.com:3128' },
  { 'proxy-url': 'socks5://proxy.example.com:1080' },
  { 'proxy-url': 'ftp://proxy.example.com' },
  { 'proxy-url': 'proxy.example.com:3128' },
  { 'proxy-url': '' },
  { extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'a' } }] },
];

const exec = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: 'login',
  args: ['--cluster', 'a'],
  env: [{ name: 'A', value: 'b' }],
  interactiveMode: 'Never',
};

const userFields: readonly Fields[] = [
  {},
  { token: 'abc' },
  { token: 'abc' },
  { token: '' },
  { token: 'abc\n' },
  { token: 'a\nbc' },
  { token: ' abc ' },
  { tokenFile: 'token' },
  { tokenFile: 'token-broken' },
  { tokenFile: 'token-missing' },
  { token: 'abc', tokenFile: 'token' },
  { token: 'abc', tokenFile: 'token-missing' },
  { token: 'abc', tokenFile: 'token-empty' },
  { username: 'ann', password: 'p:w' },
  { username: 'ann' },
  { password: 'p' },
  { token: 'abc', username: 'ann' },
  { 'client-certificate': 'pki/client.crt', 'client-key': 'pki/client.key' },
  { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) },
  { 'client-certificate': 'pki/client.crt', 'client-key-data': base64(key) },
  { 'client-certificate': 'pki/client.crt' },
  { 'client-key': 'pki/client.key' },
  { 'client-certificate': 'pki/missing.crt', 'client-key': 'pki/client.key' },
  { 'client-certificate': 'pki/words.crt', 'client-key': 'pki/client.key' },
  {
    'client-certificate': 'pki/client.crt',
    'client-certificate-data': base64(certificate),
    'client-key': 'pki/client.key',
  },
  {
    'client-certificate': 'pki/client.crt',
    'client-key': 'pki/client.key',
    'client-key-data': base64(key),
  },
  { token: 'abc', 'client-certificate': 'pki/client.crt', 'client-key': 'pki/client.key' },
  { exec },
  { exec: { ...exec, command: './login' } },
  { exec: { ...exec, command: 'bin/login', args: null, env: null } },
  { exec: { ...exec, command: '/usr/bin/login', installHint: ' Get it.\n ', provideClusterInfo: true } },
  { exec: { ...exec, command: '' } },
  { exec: { ...exec, apiVersion: '' } },
  { exec: { ...exec, apiVersion: 'client.authentication.k8s.io/v1alpha1' } },
  { exec: { ...exec, apiVersion: 'client.authentication.k8s.io/v1beta1', interactiveMode: '' } },
  { exec: { ...exec, interactiveMode: '' } },
  { exec: { ...exec, interactiveMode: 'Sometimes' } },
  { exec: { ...exec, interactiveMode: 'Always' } },
  { exec: { ...exec, env: [{ value: 'b' }] } },
  { exec, token: 'abc' },
  { exec, username: 'ann', password: 'p' },
  { exec, 'client-certificate': 'pki/client.crt', 'client-key': 'pki/client.key' },
  { exec, 'auth-provider': { name: 'gcp' } },
  { exec: {} },
  { exec: null },
  { 'auth-provider': { name: 'gcp' } },
  { 'auth-provider': { name: 'azure', config: { 'access-token': 'abc' } } },
  { 'auth-provider': { name: 'own' } },
  { 'auth-provider': { name: 'oidc' } },
  {
    'auth-provider': {
      name: 'oidc',
      config: { 'idp-issuer-url': 'https://idp.example.com', 'client-id': 'kubernetes' },
    },
  },
  { as: 'jane', token: 'abc' },
  { as: 'jané', 'as-uid': '5', 'as-groups': ['dev'] },
  { as: 'jane', 'as-user-extra': { 'a b/c(é)%': ['x', 'y'], reason: [] } },
  { as: 'ja\nne' },
  { 'as-groups': ['dev'], token: 'abc' },
  { 'as-uid': '5' },
  { 'as-user-extra': { reason: ['x'] } },
  { 'as-user-extra': { reason: [] }, 'as-groups': [] },
];

/** Cases of whole files, put together at random from the pieces above; half of them are one file, half two. */
function randomCases(count: number): readonly KubeconfigCase[] {
  const random = randomNumbers(20_260_101);
  const pick = <Value>(values: readonly Value[]): Value => {
    const [value] = values.slice(Math.floor(random() * values.length));
    if (value === undefined) throw new Error('there is nothing to pick from');
    return value;
  };
  const some = (values: readonly string[]): readonly string[] => values.filter(() => random() < 0.7);
  const usually = <Value>(usual: Value, other: readonly Value[]): Value =>
    random() < 0.8 ? usual : pick(other);
  const file = (prefix: string): string => {
    const clusters = some(['c1', 'c2', 'shared']).map((name) => ({
      name,
      cluster: { server: usually('https://h.example.com:6443', servers), ...pick(clusterFields) },
    }));
    const users = some(['u1', 'u2', 'u3', 'shared']).map((name) => ({ name, user: pick(userFields) }));
    const contexts = some([`${prefix}1`, `${prefix}2`, `${prefix}3`, 'shared', 'team/prod@eu west']).map(
      (name) => ({
        name,
        context: {
          cluster: usually(pick(['c1', 'c2', 'shared']), ['', 'none']),
          user: usually(pick(['u1', 'u2', 'u3', 'shared']), ['', 'none']),
          ...(random() < 0.4 ? { namespace: pick(['shop', '', 'Not_A_Label']) } : {}),
        },
      }),
    );
    const document = {
      ...(random() < 0.8 ? { apiVersion: 'v1', kind: 'Config' } : {}),
      ...(clusters.length === 0 && random() < 0.5 ? { clusters: null } : { clusters }),
      users,
      contexts,
      ...(random() < 0.8
        ? { 'current-context': pick([`${prefix}1`, `${prefix}2`, 'shared', 'none', '']) }
        : {}),
      preferences: {},
    };
    return random() < 0.3 ? JSON.stringify(document) : stringify(document, { aliasDuplicateObjects: false });
  };
  return Array.from({ length: count }, (_, index) => ({
    name: `random ${index + 1}`,
    configs: { 'a/config': file('a'), ...(index % 2 === 0 ? {} : { 'b/config': file('b') }) },
    list: index % 2 === 0 ? ['a/config'] : ['a/config', 'missing', 'b/config', 'a/config'],
  }));
}

const plain = `clusters: [{name: a, cluster: {server: 'https://h:1'}}]
users: [{name: a, user: {token: t}}]
contexts: [{name: a, context: {cluster: a, user: a}}]
current-context: a
`;

/** The plain file with one thing in it that is written differently. */
function changed(from: string, to: string): string {
  if (!plain.includes(from)) throw new Error(`the plain kubeconfig does not hold ${from}`);
  return plain.replace(from, to);
}

const written: Readonly<Record<string, string>> = {
  plain,
  'an empty file': '',
  'a comment': '# nothing\n',
  null: 'null\n',
  'a list': '[]\n',
  words: 'just words\n',
  'no lists': 'clusters:\nusers:\ncontexts:\n',
  'a byte order mark': `\uFEFF${plain}`,
  'Windows line ends': plain.replaceAll('\n', '\r\n'),
  'a second document': `${plain}---\ncurrent-context: b\n`,
  'a second document that is broken': `${plain}---\nbroken: [\n`,
  'a document mark': `---\n${plain}`,
  'broken YAML': `${plain}x: [\n`,
  'a tab as indentation': `${plain}x:\n\t- 1\n`,
  'a key twice': `${plain}current-context: b\n`,
  'a field twice': changed('{token: t}', '{token: t, token: u}'),
  'a name twice': changed('users: [', 'users: [{name: a, user: {token: u}}, '),
  'a name twice among clusters': changed(
    'clusters: [',
    "clusters: [{name: a, cluster: {server: 'https://h'}}, ",
  ),
  'a user without a name': changed('{name: a, user', '{user'),
  'an entry that is null': changed('users: [', 'users: [null, '),
  'an entry that is a text': changed('users: [', 'users: [x, '),
  'a user that is null': changed('{token: t}', 'null'),
  'clusters that are an object': changed("[{name: a, cluster: {server: 'https://h:1'}}]", '{}'),
  'a name of another case': changed('users:', 'Users:'),
  'a kind of another case': `${plain}Kind: Foo\n`,
  'another kind': `${plain}kind: Foo\n`,
  'another version': `${plain}apiVersion: v2\n`,
  'a version with a group': `${plain}apiVersion: x/v1\nkind: Config\n`,
  'an empty kind': `${plain}apiVersion: ''\nkind: ''\n`,
  'a number as token': changed('token: t', 'token: 12'),
  'a large number as token': changed('token: t', 'token: 123456789012345678901234567890'),
  'a number with underscores': changed('token: t', 'token: 1_000'),
  'an octal number': changed('token: t', 'token: 0o17'),
  'an exponent': changed('token: t', 'token: 1e3'),
  'a fraction': changed('token: t', 'token: .5'),
  infinity: changed('token: t', 'token: .inf'),
  'a sexagesimal number': changed('token: t', 'token: 1:30'),
  'a date': changed('token: t', 'token: 2020-01-01'),
  'an address': changed('token: t', 'token: 10.0.0.1'),
  yes: changed('token: t', 'token: yes'),
  y: changed('token: t', 'token: y'),
  Off: changed('token: t', 'token: Off'),
  oFF: changed('token: t', 'token: oFF'),
  tilde: changed('token: t', 'token: ~'),
  'a tag': changed('token: t', 'token: !!str 12'),
  'a name that is a boolean': changed('{name: a, user', '{name: no, user'),
  'a quoted number as boolean': changed(
    "server: 'https://h:1'",
    "server: 'https://h:1', insecure-skip-tls-verify: 'true'",
  ),
  'yes as boolean': changed("server: 'https://h:1'", "server: 'https://h:1', insecure-skip-tls-verify: yes"),
  'a mapping as token': changed('token: t', 'token: {a: b}'),
  'a list of numbers as groups': changed('token: t', 'as: a, as-groups: [1]'),
  'a text as groups': changed('token: t', 'as: a, as-groups: dev'),
  'a merge': changed('{token: t}', '{<<: {token: u}}'),
  'a merge of an alias': `x: &x {token: u}\n${changed('{token: t}', '{<<: *x, as: j}')}`,
  'an alias': `x: &x {token: u}\n${changed('{token: t}', '*x')}`,
  'an alias without anchor': changed('{token: t}', '*x'),
  'a key that is a list': `${plain}? [a]\n: 1\n`,
  'a key that is a number': `${plain}1: 2\n`,
  'base64 that is none': changed('token: t', "client-key-data: '%%'"),
  'base64 without padding': changed('token: t', 'client-key-data: YWJjZA'),
  'base64 in lines': changed('token: t', 'token: t, client-key-data: "YWJj\\nZGVm"'),
  'a field nobody knows': changed('token: t', 'token: t, password-file: 5'),
  'a folded token': changed('{token: t}', '{token: "a\\\n  b"}'),
  'quotes in the key column': `${plain}"x": 1\n`,
  'a user that is nobody': changed('user: a}', "user: ''}"),
  'no user': changed(', user: a}', '}'),
  'no cluster': changed('cluster: a, user: a', 'user: a'),
  'a cluster without server': changed("{server: 'https://h:1'}", '{insecure-skip-tls-verify: true}'),
  'an empty cluster': changed("{server: 'https://h:1'}", '{}'),
  'a current context that is not there': changed('current-context: a', 'current-context: z'),
  'no current context': changed('current-context: a\n', ''),
};

/** What the tools of users leave behind, from reports. */
const reported: Readonly<Record<string, string>> = {
  'kubectl config set-context, set-cluster': `apiVersion: v1
kind: Config
preferences: {}
clusters:
- name: good
  cluster: {server: "http://127.0.0.1:18080"}
- name: later
  cluster: {insecure-skip-tls-verify: true}
contexts:
- name: good
  context: {cluster: good, user: ""}
- name: scratch
  context: {cluster: "", namespace: tmp, user: ""}
- name: later
  context: {cluster: later, user: ""}
current-context: good
users: null
`,
  'an agent with a byte order mark': `\uFEFFapiVersion: "v1"
kind: "Config"
clusters:
  - cluster:
      certificate-authority-data: ""
      server: "http://127.0.0.1:18080/k8s-proxy"
      insecure-skip-tls-verify: true
    name: "lab"
contexts:
  - context: {cluster: "lab", user: "me"}
    name: "lab-c"
current-context: "lab-c"
users:
  - name: "me"
    user: {token: "pat:101:first"}
`,
  'an exec plugin of an old version': `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:18080/k8s-proxy", tls-server-name: k.example.org}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
current-context: c
users:
- name: u
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1alpha1
      command: ./tok.sh
      args: null
      env: null
      interactiveMode: IfAvailable
`,
  'JSON with a name of several words':
    '{"apiVersion":"v1","kind":"Config","clusters":[{"name":"c","cluster":{"server":"https://127.0.0.1:18080/k8s-proxy/"}}],' +
    '"contexts":[{"name":"team/prod@eu west","context":{"cluster":"c","user":"u","namespace":"x"}}],' +
    '"current-context":"team/prod@eu west","users":[{"name":"u","user":{"username":"ann","password":"p:w"}}]}',
};

/** Each user and cluster entry by itself, in a file where everything else is good. */
function singleCases(): readonly KubeconfigCase[] {
  const one = (name: string, cluster: Fields, user: Fields): KubeconfigCase => ({
    name,
    configs: {
      config: JSON.stringify({
        clusters: [{ name: 'c', cluster }],
        users: [{ name: 'u', user }],
        contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'a',
      }),
    },
    list: ['config'],
  });
  const server = 'https://h.example.com:6443';
  const fields = (entry: Fields): string => Object.keys(entry).join(', ');
  return [
    ...servers.map((address) => one(`server "${address}"`, { server: address }, { token: 'abc' })),
    ...servers.map((address) => one(`server "${address}" with exec`, { server: address }, { exec })),
    ...clusterFields.map((entry, index) =>
      one(`cluster ${index}: ${fields(entry)}`, { server, ...entry }, {}),
    ),
    ...userFields.map((entry, index) => one(`user ${index}: ${fields(entry)}`, { server }, entry)),
  ];
}

/** All cases: some two hundred that each show one thing, and random ones. */
export function generateCases(): readonly KubeconfigCase[] {
  const texts = Object.entries({ ...written, ...reported }).map(([name, config]) => ({
    name,
    configs: { config },
    list: ['config'],
  }));
  return [...texts, ...singleCases(), ...randomCases(300)];
}
