import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { EngineEvents } from '../protocol/engineProtocol.ts';
import { type EngineHost, startEngine } from './engineHost.ts';

const worker = fileURLToPath(new URL('testing/echoEngine.ts', import.meta.url));

function start(lines: string[] = []): EngineHost {
  const ignore = (): void => undefined;
  const events: EngineEvents = {
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
  return startEngine(worker, events);
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
  expect(await host.ended).toContain('a bug');
});
