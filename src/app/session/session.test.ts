import { describe, expect, it, vi } from 'vitest';
import { isComplete } from '../../core/model/coverage.ts';
import { pod, service, slicesFor, snapshotOf } from '../../core/testing/snapshotBuilder.ts';
import { loadSnapshot } from './loadSnapshot.ts';
import type { Clock, Cluster, Log, WatchSink } from '../ports.ts';
import { recordedCluster } from './recordedCluster.ts';
import { openSession } from './session.ts';

const clock: Clock = { now: () => '2026-01-01T00:00:00.000Z', elapsed: () => 0 };
const silent: Log = { info: () => undefined, warn: () => undefined };
const never = new AbortController().signal;
const web = service('shop', 'web', { app: 'web' });
const web0 = pod('shop', 'web-0', { app: 'web' });
const snapshot = snapshotOf({ pods: [web0], services: [web], endpointSlices: slicesFor(web, [web0]) });

/** A cluster whose watch is driven by the test. */
function drivenCluster(): { cluster: Cluster; sink: () => WatchSink } {
  let sink: WatchSink | undefined;
  const cluster: Cluster = {
    ...recordedCluster(snapshot, []),
    watch: (_scope, given, signal) => {
      sink = given;
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
    },
  };
  return {
    cluster,
    sink: () => {
      if (sink === undefined) throw new Error('nothing watches');
      return sink;
    },
  };
}

describe('a recorded cluster', () => {
  it('gives its snapshot back', async () => {
    const loaded = await loadSnapshot(recordedCluster(snapshot, []), {}, clock, silent, never);
    expect(loaded).toEqual(snapshot);
  });

  it('is a session as any other', async () => {
    const session = openSession({ cluster: recordedCluster(snapshot, []), scope: {}, clock, log: silent });
    await session.whenListed(never);
    expect(session.current()).toEqual(snapshot);
    await session.close();
  });

  it('says what was not recorded', async () => {
    const result = await recordedCluster(snapshot, []).read('/api', 1, never);
    expect(result).toEqual({ kind: 'failed', reason: 'not recorded in this case' });
  });
});

describe('a session', () => {
  it('publishes a storm of changes once', async () => {
    const { cluster, sink } = drivenCluster();
    const session = openSession({ cluster, scope: {}, clock, log: silent });
    let published = 0;
    const changed = new Promise<void>((resolve) => {
      session.onChange(() => {
        published += 1;
        resolve();
      });
    });
    for (let index = 0; index < 100; index += 1) {
      sink().changes([{ type: 'upsert', resource: 'pods', object: pod('shop', `web-${String(index)}`, {}) }]);
    }
    await changed;
    expect(published).toBe(1);
    expect(session.current().namespaces.get('shop')?.pods.size).toBe(100);
    expect(isComplete(session.current().coverage, 'pods')).toBe(false);
    await session.close();
  });

  it('publishes soon after a quiet time, and in a storm a few times', () => {
    vi.useFakeTimers();
    try {
      const { cluster, sink } = drivenCluster();
      const running: Clock = { ...clock, elapsed: () => Date.now() };
      const session = openSession({ cluster, scope: {}, clock: running, log: silent });
      const began = Date.now();
      const published: number[] = [];
      session.onChange(() => published.push(Date.now() - began));
      sink().changes([{ type: 'coverage', resource: 'pods', coverage: { state: 'complete' } }]);
      for (let change = 0; change < 40; change += 1) {
        sink().changes([{ type: 'coverage', resource: 'nodes', coverage: { state: 'complete' } }]);
        vi.advanceTimersByTime(5);
      }
      expect(published).toEqual([10, 60, 110, 160]);
      vi.advanceTimersByTime(1000);
      sink().changes([{ type: 'coverage', resource: 'nodes', coverage: { state: 'complete' } }]);
      vi.advanceTimersByTime(1000);
      expect(published).toEqual([10, 60, 110, 160, 210, 1210]);
      void session.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells a problem at once, and when it is over', async () => {
    const { cluster, sink } = drivenCluster();
    const lines: string[] = [];
    const session = openSession({
      cluster,
      scope: {},
      clock,
      log: { ...silent, warn: (line) => lines.push(line) },
    });
    const seen: (string | undefined)[] = [];
    session.onChange(() => seen.push(session.problem()?.kind));
    sink().problem({
      kind: 'unauthorized',
      message: 'The server wants another login.',
      advice: 'Log in again.',
    });
    sink().problem(undefined);
    expect(seen).toEqual(['unauthorized', undefined]);
    expect(lines).toEqual(['The server wants another login. Log in again.']);
    await session.close();
  });

  it('stops waiting for the lists when it is cancelled', async () => {
    const { cluster } = drivenCluster();
    const session = openSession({ cluster, scope: {}, clock, log: silent });
    const controller = new AbortController();
    const waiting = session.whenListed(controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    await session.close();
  });
});
