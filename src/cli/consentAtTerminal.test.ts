import { expect, it } from 'vitest';
import { memoryLedger } from '../app/privileged/testing/memoryLedger.ts';
import type { ConsentRequest } from '../protocol/consentProtocol.ts';
import type { CliHost } from './cliHost.ts';
import { consentAtTerminal } from './consentAtTerminal.ts';
import { startProgress } from './progress.ts';

const request: ConsentRequest = {
  permission: 'node-pod',
  title: 'Create a privileged pod on node n1?',
  details: ['It runs as root.'],
  purposes: ['which rules are programmed'],
  request: 'POST /api/v1/namespaces/default/pods',
  manifest: 'kind: Pod\nmetadata:\n  name: \u001b[2Jx\n',
};

/** Asks at a terminal where these lines are typed. */
async function check(
  typed: readonly string[] | undefined,
  allowed: boolean,
  expected: string,
): Promise<string> {
  let written = '';
  const lines = [...(typed ?? [])];
  const stream = {
    write: (text: string) => {
      written += text;
    },
    isTTY: typed !== undefined,
    columns: 80,
  };
  const host: CliHost = {
    stdout: stream,
    stderr: stream,
    environment: {},
    clock: { now: () => '2026-01-01T00:00:00.000Z', elapsed: () => 0 },
    signal: new AbortController().signal,
    programName: 'podpath',
    version: '1',
    ledger: memoryLedger(),
    ...(typed === undefined ? {} : { ask: () => Promise.resolve(lines.shift() ?? '') }),
    openCluster: () => Promise.reject(new Error('not expected')),
  };
  const consent = consentAtTerminal(host, allowed ? ['node-pod'] : [], startProgress(host, false));
  expect(await consent.ask(request, host.signal)).toBe(expected);
  return written;
}

it.each([
  ['o', 'once'],
  ['Run', 'run'],
  ['v', 'never'],
  ['n', 'no'],
  ['', 'no'],
])('%j means %s', async (line, expected) => {
  await check([line], false, expected);
});

it('asks again when it does not understand', async () => {
  await check(['yes', 'o'], false, 'once');
});

it('shows what is sent, and lets nothing in it act on the terminal', async () => {
  const written = await check(['n'], false, 'no');
  expect(written).toContain('POST /api/v1/namespaces/default/pods');
  expect(written).toContain('To learn which rules are programmed.');
  expect(written).toContain('  kind: Pod');
  expect(written).not.toContain('\u001b');
});

it('shows what --allow allows, and does not ask', async () => {
  expect(await check(undefined, true, 'once')).toContain('as --allow node-pod says');
});

it('is a no where nobody can be asked', async () => {
  expect(await check(undefined, false, 'no')).toBe('');
});
