import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type EngineHost, type HostEvents, startEngine } from './engineHost.ts';
import { usualPatience } from './watchdog.ts';

const worker = fileURLToPath(new URL('testing/echoEngine.ts', import.meta.url));

function start(lines: string[] = [], patience = usualPatience): EngineHost {
  const ignore = (): void => undefined;
  const events: HostEvents = {
    sessionChanged: ignore,
    treeChanged: ignore,
    diagnosisProgress: ignore,
    traceProgress: ignore,
    map: ignore,
    manifestDiagnostics: ignore,
    commandRun: ignore,
    consent: () => Promise.resolve('no'),
    consentWithdrawn: () => undefined,
    log: (_level, line) => {
      lines.push(line);
    },
  };
  return startEngine(worker, events, patience);
}

test('calls are answered, errors come back as errors, and events arrive before what follows them', async () => {
  const lines: string[] = [];
  const host = start(lines);
  expect(await host.engine.listContexts()).toEqual({ current: 'echo', contexts: [] });
  await expect(host.engine.treeChildren('x')).rejects.toThrow('no item x');
  expect(lines).toEqual(['children of x']);
  await host.stop();
  expect(await host.ended).toBeUndefined();
});

test('when the worker is stopped, open calls end', async () => {
  const host = start();
  await host.engine.listContexts();
  const open = host.engine.closeSession();
  const failure = expect(open).rejects.toThrow('was stopped');
  await host.stop();
  await failure;
});

test('when the worker dies, open calls end and the reason is told', async () => {
  const host = start();
  const open = host.engine.closeMap();
  await expect(open).rejects.toThrow('a bug');
  expect(await host.ended).toMatchObject({
    unresponsive: false,
    reason: expect.stringContaining('a bug') as string,
  });
});

test('an engine that does not come to an end is ended, and what it was at is told', async () => {
  const host = start([], { tickMilliseconds: 50, ticks: 20 });
  const open = host.engine.showManifest({
    uri: 'file:///work/a%20b.yaml',
    version: 1,
    text: '',
    diagnose: true,
  });
  await expect(open).rejects.toThrow('while it read a b.yaml');
  expect(await host.ended).toEqual({
    reason: 'it did not answer for 1 s while it read a b.yaml',
    unresponsive: true,
    activity: { kind: 'text', uri: 'file:///work/a%20b.yaml' },
  });
});

test.each<[string, unknown]>([
  ['a message that is none', null],
  ['a message that is none', 'x'],
  ['a message that is none', { t: 'x' }],
  ['a message that is none', { t: 'q', m: 'log' }],
  ['a message that is none', { t: 'q', m: 'log', a: { length: 2 } }],
  ['an event that there is not', { t: 'q', m: 'eval', a: ['x'] }],
  ['an event that there is not', { t: 'q', m: 'constructor', a: [] }],
  ['an event that there is not', { t: 'q', m: '__proto__', a: [] }],
  ['an event that there is not', { t: 'q', m: 'log', a: ['error', 'x'] }],
  ['an event that there is not', { t: 'q', m: 'log', a: ['info', { toString: 'x' }] }],
  ['an event that there is not', { t: 'q', m: 'treeChanged', a: [{ length: 1e9 }] }],
  ['an event that there is not', { t: 'q', m: 'consent', i: 'a', a: ['1', { permission: 'everything' }] }],
  ['an event that there is not', { t: 'q', m: 'diagnosisProgress', a: ['1', { findings: [] }] }],
  ['an answer to no question', { t: 's', i: 'x', r: 1 }],
])('%s is left out, and said: %j', async (said, message) => {
  const lines: string[] = [];
  const host = start(lines);
  expect(await host.engine.caseFile(JSON.stringify(message))).toBe('{}');
  expect(lines).toEqual([expect.stringContaining(said)]);
  await host.stop();
});

test('a call whose answer is none fails', async () => {
  const lines: string[] = [];
  const host = start(lines);
  const step = { look: 'routes', subject: { kind: 'node', name: 'n1' }, input: {} } as const;
  await expect(host.engine.runLookCommand('a', step)).rejects.toThrow('does not understand');
  expect(lines).toEqual([expect.stringContaining('a wrong answer of runLookCommand')]);
  await host.stop();
});
