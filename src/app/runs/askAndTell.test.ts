import { describe, expect, it, vi } from 'vitest';
import type { Observation, ProbeRequest } from '../../core/probes/observation.ts';
import { askAndTell } from './askAndTell.ts';
import type { Clock, Cluster, ExecResult } from '../ports.ts';
import { createProbeRunner, type ProbeRunner } from './probeRunner.ts';

const never = new AbortController().signal;
const clock: Clock = { now: () => '2026-01-01T00:00:00.000Z', elapsed: () => 0 };

function request(key: string): ProbeRequest {
  return {
    key,
    probe: 'pod-sockets',
    vantage: { kind: 'pod', namespace: 'shop', pod: 'web-0', container: 'app' },
    privilege: 'exec',
    action: { kind: 'exec', argv: [key] },
    timeoutMilliseconds: 1000,
    processes: 1,
    reason: '',
  };
}

/** A runner whose probes end when the test says so. */
function heldRunner(): { runner: ProbeRunner; started: string[]; end: (key: string) => Promise<void> } {
  const ends = new Map<string, () => void>();
  const started: string[] = [];
  const exec = ({ argv: [key = ''] }: { argv: readonly string[] }): Promise<ExecResult> => {
    started.push(key);
    return new Promise((resolve) => {
      ends.set(key, () => {
        resolve({ kind: 'exited', exitCode: 0, stdout: key, stderr: '' });
      });
    });
  };
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    runner: createProbeRunner({ cluster: { exec } as unknown as Cluster, clock }),
    started,
    end: async (key) => {
      ends.get(key)?.();
      await settle();
    },
  };
}

const keysOf = (observations: readonly Observation[]): string[] => observations.map(({ key }) => key);

describe('askAndTell', () => {
  it('asks for a permission when nothing else is left that may make it needless', async () => {
    const { runner, started, end } = heldRunner();
    const declined: string[] = [];
    const asking = askAndTell({
      step: (known) => {
        const keys = keysOf(known);
        const privileged: ProbeRequest = { ...request('privileged'), privilege: 'node-pod' };
        const needless: ProbeRequest = { ...privileged, key: 'needless' };
        return {
          answer: keys,
          wanted: [privileged, ...(keys.includes('free') ? [] : [needless]), request('free')],
        };
      },
      runner: {
        run: (requests, onObservation, signal) => {
          declined.push(
            ...requests.filter(({ privilege }) => privilege === 'node-pod').map(({ key }) => key),
          );
          return runner.run(requests, onObservation, signal);
        },
      },
      signal: never,
    });
    await end('nothing');
    expect([started, declined]).toEqual([['free'], []]);
    await end('free');
    expect((await asking).answer).toEqual(['free', 'privileged']);
    expect(declined).toEqual(['privileged']);
  });

  it('runs what an answer leads to while slower probes still run, and tells the first answer and the last', async () => {
    const { runner, started, end } = heldRunner();
    const told: string[] = [];
    const asking = askAndTell({
      step: (known) => {
        const keys = keysOf(known);
        return {
          answer: keys.join(' '),
          wanted: ['slow', 'quick', ...(keys.includes('quick') ? ['next'] : [])].map(request),
        };
      },
      runner,
      onProgress: (answer) => told.push(answer),
      signal: never,
    });
    await end('');
    await end('quick');
    await vi.waitFor(() => {
      expect(started).toEqual(['slow', 'quick', 'next']);
    });
    await end('next');
    await end('slow');
    const { answer, observations } = await asking;
    expect(answer).toBe('quick next slow');
    expect(keysOf(observations)).toEqual(['quick', 'next', 'slow']);
    expect([told[0], told.at(-1)]).toEqual(['', 'quick next slow']);
  });

  it('takes answers that arrive together in one step, and tells of them once', async () => {
    const { runner, end } = heldRunner();
    const keys = Array.from({ length: 8 }, (_, index) => `p${index}`);
    const steps: number[] = [];
    const told: number[] = [];
    const asking = askAndTell({
      step: (known) => {
        steps.push(known.length);
        return { answer: known.length, wanted: keys.map(request) };
      },
      runner,
      onProgress: (answer) => told.push(answer),
      signal: never,
    });
    await end('');
    await Promise.all(keys.map(end));
    expect((await asking).answer).toBe(8);
    expect(steps.length).toBeLessThan(keys.length);
    expect(told).toEqual([0, 8]);
  });

  it('runs no more than eight probes side by side', async () => {
    const { runner, started, end } = heldRunner();
    const keys = Array.from({ length: 10 }, (_, index) => `p${index}`);
    const asking = askAndTell({
      step: (known) => ({ answer: known.length, wanted: keys.map(request) }),
      runner,
      signal: never,
    });
    await end('');
    expect(started).toHaveLength(8);
    for (const key of keys) await end(key);
    expect((await asking).answer).toBe(10);
  });

  it('does not ask for what is known already', async () => {
    const { runner, started } = heldRunner();
    const known = { ...request('a'), outcome: 'ok' } as unknown as Observation;
    const { observations } = await askAndTell({
      step: () => ({ answer: 0, wanted: [request('a')] }),
      runner,
      observations: [known],
      signal: never,
    });
    expect(started).toEqual([]);
    expect(observations).toEqual([known]);
  });

  it('gives up on a step that never stops asking', async () => {
    const immediate: ProbeRunner = {
      run: ([first], onObservation) => {
        onObservation({ ...first, outcome: 'ok' } as unknown as Observation);
        return Promise.resolve();
      },
    };
    const asking = askAndTell({
      step: (known) => ({ answer: known.length, wanted: [request(`p${known.length}`)] }),
      runner: immediate,
      signal: never,
    });
    const { answer, observations, failure } = await asking;
    expect(failure?.message).toContain('still asking after 20 rounds');
    expect([answer, observations.length]).toEqual([20, 20]);
  });

  it('fails with its first step: nothing is known then', async () => {
    const asking = askAndTell({
      step: () => {
        throw new Error('broken step');
      },
      runner: { run: () => Promise.resolve() },
      signal: never,
    });
    await expect(asking).rejects.toThrow('broken step');
  });

  it('keeps what is known when a step fails, and ends the probes that still run', async () => {
    let ended: AbortSignal | undefined;
    const asking = askAndTell({
      step: (known) => {
        if (known.length > 0) throw new Error('broken step');
        return { answer: 'so far', wanted: ['a', 'b'].map(request) };
      },
      runner: {
        run: ([first], onObservation, signal) => {
          ended = signal;
          if (first?.key === 'b') return new Promise(() => undefined);
          onObservation({ ...first, outcome: 'ok' } as unknown as Observation);
          return Promise.resolve();
        },
      },
      signal: never,
    });
    const { answer, observations, failure } = await asking;
    expect([answer, failure?.message]).toEqual(['so far', 'broken step']);
    expect(observations.map(({ key }) => key)).toEqual(['a']);
    expect(ended?.aborted).toBe(true);
  });
});
