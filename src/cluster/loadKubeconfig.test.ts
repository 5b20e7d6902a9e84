import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionError } from '../app/ports.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { loadKubeconfig } from './loadKubeconfig.ts';
import { describeContexts, selectTarget } from './selectTarget.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-kubeconfig-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}

/** A kubeconfig with one context of this name. */
function one(
  name: string,
  user = '{ token: very-secret }',
  server = `https://${name}.example.com:6443`,
): string {
  return `
apiVersion: v1
kind: Config
current-context: ${name}
clusters: [{ name: ${name}, cluster: { server: "${server}", certificate-authority: pki/ca.crt } }]
users: [{ name: ${name}, user: ${user} }]
contexts: [{ name: ${name}, context: { cluster: ${name}, user: ${name}, namespace: ns-${name} } }]
`;
}

function load(environment: Record<string, string>, paths?: readonly string[]): Promise<Kubeconfig> {
  return loadKubeconfig({
    environment,
    homeFolder: folder,
    serviceAccountFolder: join(folder, 'serviceaccount'),
    ...(paths === undefined ? {} : { paths }),
  });
}

async function problemOf(loading: Promise<unknown>): Promise<string> {
  try {
    await loading;
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    const { kind, message, advice } = error.problem;
    const text = `${kind}: ${message.replaceAll(folder, 'FOLDER')}`;
    expect(advice).not.toBe('');
    expect(`${message}${advice}${error.stack ?? ''}`).not.toContain('very-secret');
    return text;
  }
  throw new Error('there was no problem');
}

describe('where a kubeconfig is found', () => {
  it('reads ~/.kube/config', async () => {
    await file('.kube/config', one('home'));
    const kubeconfig = await load({});
    expect(describeContexts(kubeconfig)).toEqual({
      current: 'home',
      contexts: [{ name: 'home', cluster: 'home', namespace: 'ns-home' }],
    });
  });

  it('prefers KUBECONFIG, and given paths to both', async () => {
    await file('.kube/config', one('home'));
    const listed = await file('listed', one('listed'));
    const given = await file('given', one('given'));
    expect((await load({ KUBECONFIG: listed })).currentContext).toBe('listed');
    expect((await load({ KUBECONFIG: listed }, [given])).currentContext).toBe('given');
  });

  it('merges a list as kubectl: the first one wins, files that are missing are passed over', async () => {
    const first = await file('first', one('first'));
    const second = await file(
      'second',
      `${one('second')}\n`.replace('users: [', 'users: [{ name: first, user: { token: other } }, '),
    );
    const kubeconfig = await load({ KUBECONFIG: [join(folder, 'missing'), first, second].join(delimiter) });
    expect(kubeconfig.currentContext).toBe('first');
    expect([...kubeconfig.contexts.keys()]).toEqual(['first', 'second']);
    expect(kubeconfig.users.get('first')!.user.token).toBe('very-secret');
  });

  it('takes the service account of its pod when there is nothing else', async () => {
    await file('serviceaccount/token', 'very-secret');
    await file('serviceaccount/namespace', 'shop\n');
    const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    const target = selectTarget(await load(environment));
    expect(target.cluster.server).toBe('https://[fd00::1]:443');
    expect(target.namespace).toBe('shop');
  });
});

describe('what a kubeconfig means', () => {
  it('starts relative paths at its own folder', async () => {
    const path = await file('deep/config', one('a', '{ client-certificate: a.crt, client-key: keys/a.key }'));
    const { cluster, user } = selectTarget(await load({}, [path]));
    expect(cluster.caFile).toBe(join(folder, 'deep/pki/ca.crt'));
    expect(user.user.keyFile).toBe(join(folder, 'deep/keys/a.key'));
  });

  it('finds a plugin that is named by a path beside the kubeconfig, however that is named itself', async () => {
    const exec =
      '{ exec: { apiVersion: client.authentication.k8s.io/v1beta1, command: ./login, args: [x] } }';
    const path = await file('deep/config', one('a', exec));
    for (const given of [path, relative(process.cwd(), path)]) {
      const { user } = selectTarget(await load({}, [given]));
      expect(user.execPlugin).toMatchObject({ command: join(folder, 'deep/login'), args: ['x'] });
    }
  });

  it('leaves a plain command to the PATH, and reads the rest of a plugin', async () => {
    const path = await file(
      'config',
      one(
        'a',
        '{ exec: { apiVersion: client.authentication.k8s.io/v1beta1, command: aws, env: [{ name: A, value: b }], installHint: Get it., provideClusterInfo: true } }',
      ),
    );
    expect(selectTarget(await load({}, [path])).user.execPlugin).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: 'aws',
      args: [],
      environment: [{ name: 'A', value: 'b' }],
      installHint: 'Get it.',
      provideClusterInfo: true,
      interactiveMode: 'IfAvailable',
    });
  });

  it('reads impersonation', async () => {
    const path = await file(
      'config',
      one('a', '{ as: jane, as-groups: [dev, ops], as-user-extra: { reason: [x] } }'),
    );
    expect(selectTarget(await load({}, [path])).user.impersonation).toEqual([
      ['Impersonate-User', 'jane'],
      ['Impersonate-Group', 'dev'],
      ['Impersonate-Group', 'ops'],
      ['Impersonate-Extra-reason', 'x'],
    ]);
  });

  it('lets another context be chosen, and one without a user', async () => {
    const path = await file(
      'config',
      one('a').replace('contexts: [', 'contexts: [{ name: b, context: { cluster: a } }, '),
    );
    const target = selectTarget(await load({}, [path]), 'b');
    expect(target.context.name).toBe('b');
    expect(target.namespace).toBe('default');
  });
});

describe('a kubeconfig that cannot be used', () => {
  const select = async (text: string, context?: string): Promise<string> => {
    const path = await file('config', text);
    return problemOf(load({}, [path]).then((kubeconfig) => selectTarget(kubeconfig, context)));
  };

  it('is not there', async () => {
    expect(await problemOf(load({}))).toBe(
      'no-kubeconfig: There is no kubeconfig: FOLDER/.kube/config does not exist, and KUBECONFIG is not set.',
    );
    expect(await problemOf(load({ KUBECONFIG: join(folder, 'x') }))).toBe(
      'no-kubeconfig: None of the files in KUBECONFIG exists: FOLDER/x.',
    );
    expect(await problemOf(load({}, [join(folder, 'x')]))).toBe(
      'no-kubeconfig: There is no kubeconfig FOLDER/x.',
    );
  });

  it('is a pipe or a device', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, '/dev/zero']) {
      expect(await problemOf(load({}, [path]))).toBe(
        `bad-kubeconfig: The kubeconfig ${path.replace(folder, 'FOLDER')} cannot be read: it is a pipe or device, not a file.`,
      );
    }
  });

  it('is not the one that is chosen', async () => {
    const text = one('a')
      .replace(
        'contexts: [',
        'contexts: [{ name: tmp, context: { namespace: x } }, { name: later, context: { cluster: later } }, ',
      )
      .replace('clusters: [', 'clusters: [{ name: later, cluster: { insecure-skip-tls-verify: true } }, ');
    const kubeconfig = await load({}, [await file('config', text)]);
    expect(selectTarget(kubeconfig).cluster.name).toBe('a');
    expect(describeContexts(kubeconfig).contexts).toEqual([
      { name: 'tmp', cluster: '', namespace: 'x', unusable: 'The context "tmp" names no cluster.' },
      { name: 'later', cluster: 'later', unusable: 'The cluster "later" has no server.' },
      { name: 'a', cluster: 'a', namespace: 'ns-a' },
    ]);
    expect(await select(text, 'tmp')).toBe('bad-kubeconfig: The context "tmp" names no cluster.');
    expect(await select(text, 'later')).toBe('bad-kubeconfig: The cluster "later" has no server.');
  });

  it('is a folder', async () => {
    expect(await problemOf(load({}, [folder]))).toBe(
      'bad-kubeconfig: The kubeconfig FOLDER cannot be read: it is a folder.',
    );
  });

  it.each([
    ['token: very-secret: x\n  - {', 'bad-kubeconfig: FOLDER/config is no valid YAML'],
    [`x: ${'{'.repeat(400)}`, 'bad-kubeconfig: FOLDER/config is not read: it is nested more than 100 levels'],
    ['just words', 'bad-kubeconfig: FOLDER/config is no kubeconfig.'],
    ['clusters: {}', 'bad-kubeconfig: FOLDER/config cannot be read: clusters is no list.'],
    ['', 'no-kubeconfig: The kubeconfig FOLDER/config holds no context.'],
    [
      one('a').replace('current-context: a', ''),
      'no-kubeconfig: The kubeconfig FOLDER/config has no current context; it holds a.',
    ],
    [
      one('a').replace('current-context: a', 'current-context: z'),
      'bad-kubeconfig: There is no context "z"; the kubeconfig holds a.',
    ],
    [one('a').replace('cluster: a,', 'cluster: z,'), 'bad-kubeconfig: The context "a" names the cluster "z"'],
    [one('a').replace('user: a,', 'user: z,'), 'bad-kubeconfig: The context "a" names the user "z"'],
    [one('a', '{}', 'not a server'), 'bad-kubeconfig: The server of the cluster "a" is no address'],
    [one('a').replace('server:', 'sever:'), 'bad-kubeconfig: The cluster "a" has no server.'],
    [
      one('a').replace('users: [{ name: a,', 'users: [{'),
      'bad-kubeconfig: The context "a" names the user "a", which the kubeconfig does not hold.',
    ],
  ])('%#', async (text, expected) => {
    expect((await select(text)).startsWith(expected)).toBe(true);
  });
});
