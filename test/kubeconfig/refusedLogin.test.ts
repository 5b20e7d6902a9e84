import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/app/systemClock.ts';
import type { KubeconfigUser } from '../../src/cluster/kubeconfig.ts';
import { KubernetesCluster } from '../../src/cluster/kubernetesCluster.ts';
import { startLoopbackServer, targetOf } from '../../src/cluster/testing/loopbackServer.ts';
import { runInHost, type Run } from '../../src/cli/testing/runInHost.ts';

const commands: readonly (readonly string[])[] = [
  ['map', '-A'],
  ['map', '-n', 'shop'],
  ['snapshot', '-A'],
  ['changes', '-A'],
  ['trace', 'shop/service/web'],
  ['diagnose', '--from', 'shop/pod/cart-0', '--to', 'service/web'],
  ['policy', 'query', '--from', 'shop/pod/a', '--to', 'shop/pod/b', '--port', '80'],
  ['policy', 'matrix', '-A'],
  ['policy', 'explain', 'shop/pod/a'],
];

async function run(words: readonly string[], url: string, user: Partial<KubeconfigUser>): Promise<Run> {
  const cluster = new KubernetesCluster(targetOf(url, user), systemClock);
  try {
    return await runInHost(words, { cluster });
  } finally {
    cluster.close();
  }
}

/** One message, below it what to do, and nothing that reads like a result. */
function expectOneMessage({ status, stdout, stderr }: Run, message: RegExp): void {
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  const [said = '', ...advice] = stderr.trimEnd().split('\n');
  expect(said).toMatch(message);
  expect(advice).toHaveLength(1);
  expect(advice[0]).toMatch(/^ {2}(?!\s*at )\S/);
  expect(stderr).not.toContain('secret');
}

describe('every command says in one message, with status 2, that it is not let in', () => {
  it.each(commands.map((words) => [words.join(' '), words]))(
    'because the login has expired: %s',
    async (_, words) => {
      const server = await startLoopbackServer({
        request: (exchange) => {
          exchange.fail(401, 'Unauthorized', 'secret');
        },
      });
      try {
        expectOneMessage(
          await run(words, server.url, {}),
          /^podpath: The API server .* does not accept these credentials/,
        );
      } finally {
        await server.close();
      }
    },
  );

  it.each(commands.map((words) => [words.join(' '), words]))(
    'because of a token with a line break: %s',
    async (_, words) => {
      const user = { user: { name: 'u', token: 'se\ncret-secret' } };
      expectOneMessage(
        await run(words, 'https://127.0.0.1:1', user),
        /^podpath: The token of the user "u" holds a line break/,
      );
    },
  );
});
