import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CredentialSource } from '../../src/cluster/credentials.ts';
import type { Kubeconfig, KubeconfigTarget } from '../../src/cluster/kubeconfig.ts';
import { loadKubeconfig } from '../../src/cluster/loadKubeconfig.ts';
import { describeContexts, selectTarget } from '../../src/cluster/selectTarget.ts';
import { type ContextAnswer, filesOf, type KubeconfigCase } from './kubeconfigCase.ts';
import { type KubeconfigRecording, recordedFile } from './recordedKubeconfigs.ts';

const { besides, cases } = JSON.parse(await readFile(recordedFile, 'utf8')) as KubeconfigRecording;

/** What a client does with a context, in the terms of the recording. */
interface Outcome {
  readonly server: string;
  readonly namespace: string;
  readonly headers: readonly string[];
  readonly exec?: ContextAnswer['exec'];
  readonly authProvider?: string;
  readonly ca: boolean;
  readonly insecure: boolean;
  readonly serverName: string;
  readonly certificate: boolean;
  readonly proxy: string;
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-kubeconfigs-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function load(each: KubeconfigCase, index: number): Promise<{ place: string; kubeconfig: Kubeconfig }> {
  const place = join(folder, String(index));
  for (const [path, text] of Object.entries(filesOf(each, besides))) {
    await mkdir(dirname(join(place, path)), { recursive: true });
    await writeFile(join(place, path), text);
  }
  const KUBECONFIG = each.list.map((path) => join(place, path)).join(delimiter);
  return { place, kubeconfig: await loadKubeconfig({ environment: { KUBECONFIG }, homeFolder: place }) };
}

/** Scheme, host and path: what comes after is no part of a server. Both sides spell a default port or none. */
function serverOf(text: string): string {
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}

/** Names of headers are compared without case, values without the white space that HTTP takes off. */
function headerLines(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) => {
      const colon = line.indexOf(': ');
      return `${line.slice(0, colon).toLowerCase()}: ${line.slice(colon + 2).replace(/(Bearer )?\s*(.*?)\s*$/, '$1$2')}`;
    })
    .sort();
}

function expectedOf(answer: ContextAnswer): Outcome {
  return {
    server: serverOf(answer.server ?? ''),
    namespace: answer.namespace ?? '',
    headers: headerLines(answer.headers ?? []),
    ...(answer.exec === undefined
      ? {}
      : { exec: { ...answer.exec, installHint: answer.exec.installHint.trim() } }),
    ...(answer.authProvider === undefined ? {} : { authProvider: answer.authProvider }),
    ca: answer.ca ?? false,
    insecure: answer.insecure ?? false,
    serverName: answer.serverName ?? '',
    certificate: answer.certificate ?? false,
    proxy: answer.proxy ?? '',
  };
}

async function outcomeOf(target: KubeconfigTarget, place: string): Promise<Outcome> {
  const { cluster, user, namespace } = target;
  const { execPlugin, authProvider: provider } = user;
  // Neither a credential program nor an identity provider is asked here.
  const asked = execPlugin !== undefined || provider !== undefined;
  const plain = { ...target, user: { user: user.user, impersonation: user.impersonation } };
  const source = new CredentialSource(asked ? plain : target);
  const { headers } = await source.current(new AbortController().signal);
  const secure = cluster.server.startsWith('https:');
  return {
    server: serverOf(cluster.server),
    namespace,
    headers:
      provider === undefined
        ? headerLines(headers.map(([name, value]) => `${name}: ${Buffer.from(value, 'latin1').toString()}`))
        : [],
    ...(execPlugin === undefined
      ? {}
      : {
          exec: {
            apiVersion: execPlugin.apiVersion,
            command: execPlugin.command.replace(place, 'FOLDER'),
            args: execPlugin.args,
            env: execPlugin.environment.map(({ name, value }) => `${name}=${value}`),
            installHint: execPlugin.installHint ?? '',
            provideClusterInfo: execPlugin.provideClusterInfo,
          },
        }),
    ...(provider === undefined ? {} : { authProvider: provider.name }),
    ca: secure && (cluster.caFile ?? cluster.caData) !== undefined,
    insecure: secure && cluster.skipTLSVerify,
    serverName: secure ? (cluster.tlsServerName ?? '') : '',
    certificate: (user.user.certFile ?? user.user.certData) !== undefined,
    proxy: cluster.proxyUrl ?? '',
  };
}

async function attempt<Value>(work: () => Value | Promise<Value>): Promise<Value | { problem: string }> {
  try {
    return await work();
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** client-go goes on as nobody, and kubectl then asks for a user name; a name that leads nowhere is a mistake. */
const namesMissingUser = /names the user ".*", which the kubeconfig does not hold/;

/** client-go opens files that it then does not use: no certificate matters over plain HTTP. */
function isForUnusedFile(expected: ContextAnswer, outcome: Outcome | { problem: string }): boolean {
  return (
    /unable to read (?:certificate-authority|client-cert|client-key)/.test(expected.error ?? '') &&
    'server' in outcome &&
    outcome.server.startsWith('http:')
  );
}

/** What is refused here for its certificates, a header, a token or a missing file is so when it is used, or before. */
function refusedByClientGo(answer: ContextAnswer): boolean {
  return (answer.error ?? answer.tlsError ?? answer.headerError) !== undefined;
}

describe('kubeconfigs as client-go reads them', { timeout: 60_000 }, () => {
  it.each(cases.map((recorded, index) => ({ ...recorded, index, name: recorded.case.name })))(
    '$name',
    async ({ case: each, answer, index }) => {
      const loaded = await attempt(() => load(each, index));
      expect({ refused: 'problem' in loaded, why: 'problem' in loaded ? loaded.problem : '' }).toMatchObject({
        refused: answer.error !== undefined,
      });
      if ('problem' in loaded) return;
      const { place, kubeconfig } = loaded;
      expect(kubeconfig.currentContext ?? '').toBe(answer.currentContext ?? '');
      const contexts = answer.contexts ?? {};
      expect([...kubeconfig.contexts.keys()].sort()).toEqual(Object.keys(contexts).sort());
      const described = new Map(
        describeContexts(kubeconfig).contexts.map((context) => [context.name, context]),
      );
      const chosen = [
        ...Object.entries(contexts),
        ...(answer.default === undefined ? [] : [[undefined, answer.default] as const]),
      ];
      for (const [name, expected] of chosen) {
        const target = await attempt(() => selectTarget(kubeconfig, name));
        if (name !== undefined) expect(described.get(name)?.unusable !== undefined).toBe('problem' in target);
        if ('problem' in target && namesMissingUser.test(target.problem)) continue;
        const outcome = 'problem' in target ? target : await attempt(() => outcomeOf(target, place));
        if (isForUnusedFile(expected, outcome)) continue;
        if (refusedByClientGo(expected))
          expect({ name, expected, outcome }).toHaveProperty('outcome.problem');
        else expect({ name, outcome }).toEqual({ name, outcome: expectedOf(expected) });
      }
    },
  );
});
