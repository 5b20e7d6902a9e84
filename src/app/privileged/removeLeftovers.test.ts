import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileRunLedger, type LedgerProcess } from './fileRunLedger.ts';
import { removeLeftovers } from './removeLeftovers.ts';
import type { CreatedObject, RunLedger } from './runLedger.ts';
import { type ApiScript, scriptedApi } from './testing/scriptedApi.ts';

const server = 'https://a:6443';
const nodePod: CreatedObject = { kind: 'node-pod', namespace: 'default', name: 'podpath-node-x-1' };
const debugContainer: CreatedObject = {
  kind: 'debug-container',
  namespace: 'shop',
  pod: 'web-0',
  container: 'podpath-x-1',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podpath-ledger-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** The ledger as a process on this machine sees it. */
function ledgerOf(process: Partial<LedgerProcess> = {}, now = '2026-01-01T00:00:00.000Z'): RunLedger {
  return fileRunLedger(
    folder,
    { now: () => now, elapsed: () => 0 },
    { host: 'laptop', pid: 1, instance: 'one', isAlive: () => false, ...process },
  );
}

/** What the ledger knows of abandoned runs, when it is asked as this process at this time. */
async function abandoned(process: Partial<LedgerProcess>, now?: string): Promise<readonly CreatedObject[]> {
  const runs = await ledgerOf(process, now).abandonedRuns(server);
  return runs.flatMap(({ created }) => created);
}

describe('the notes of a run', () => {
  beforeEach(async () => {
    const notes = await ledgerOf().startRun(server);
    await notes.add(nodePod);
  });

  it.each<[string, Partial<LedgerProcess>, number]>([
    ['to itself: it lives', {}, 0],
    ['to another process while it lives', { pid: 2, isAlive: () => true }, 0],
    ['to another process after it was killed', { pid: 2 }, 1],
    ['to an engine that was started again in the same process', { instance: 'two' }, 1],
    ['to another host, which cannot know', { host: 'desktop' }, 0],
  ])('are abandoned %s', async (_name, process, count) => {
    expect(await abandoned(process)).toHaveLength(count);
  });

  it('are abandoned to another host when everything has ended', async () => {
    expect(await abandoned({ host: 'desktop' }, '2026-01-01T00:11:00.000Z')).toHaveLength(1);
  });

  it('are forgotten after a week', async () => {
    expect(await abandoned({ pid: 2 }, '2026-01-09T00:00:00.000Z')).toHaveLength(0);
    expect(await readdir(join(folder, 'runs'))).toEqual([]);
  });

  it('are for one API server', async () => {
    expect(await ledgerOf({ pid: 2 }).abandonedRuns('https://b:6443')).toHaveLength(0);
  });
});

it('a run that took everything away leaves no notes; one that could not is abandoned at once', async () => {
  const ledger = ledgerOf();
  const [clean, unclean] = [await ledger.startRun(server), await ledger.startRun(server)];
  await Promise.all([clean.add(nodePod), unclean.add(nodePod), unclean.add(debugContainer)]);
  await clean.remove(nodePod);
  await unclean.remove(nodePod);
  await Promise.all([clean.close(), unclean.close()]);
  expect(await abandoned({ pid: 2, isAlive: () => true })).toEqual([debugContainer]);
});

it('every process of an installation has the same owner', async () => {
  const owner = await ledgerOf().owner();
  expect(owner).toMatch(/^[0-9a-f]{16}$/);
  expect(await ledgerOf({ pid: 2 }).owner()).toBe(owner);
});

describe('after a crash', () => {
  async function leaveBehind(...created: readonly CreatedObject[]): Promise<void> {
    const notes = await ledgerOf().startRun(server);
    for (const each of created) await notes.add(each);
  }

  async function sweep(script: ApiScript): Promise<{ log: readonly string[]; told: readonly string[] }> {
    const told: string[] = [];
    const tell = (line: string): void => {
      told.push(line);
    };
    const { cluster, log } = scriptedApi(script);
    const signal = new AbortController().signal;
    await removeLeftovers(cluster, ledgerOf({ pid: 2 }), { info: tell, warn: tell }, signal);
    return { log, told };
  }

  async function listed(owner: string): Promise<ApiScript> {
    const [file = ''] = await readdir(join(folder, 'runs'));
    const selector = `podpath/owner=${await ledgerOf().owner()},podpath/run=${file.replace('.json', '')}`;
    const path = `/api/v1/namespaces/default/pods?labelSelector=${encodeURIComponent(selector)}`;
    const items = [{ metadata: { name: 'podpath-node-x-1', labels: { 'podpath/owner': owner } } }];
    return { objects: { [path]: { items } } };
  }

  it('a node pod is found by its labels and deleted', async () => {
    await leaveBehind(nodePod);
    const { log, told } = await sweep(await listed(await ledgerOf().owner()));
    expect(log).toEqual(['delete default/podpath-node-x-1']);
    expect(told).toEqual([expect.stringContaining('node pod default/podpath-node-x-1')]);
    expect(await readdir(join(folder, 'runs'))).toEqual([]);
  });

  it('a pod of somebody else is left alone, whatever a server answers', async () => {
    await leaveBehind(nodePod);
    expect((await sweep(await listed('somebody'))).log).toEqual([]);
  });

  it('the program of a debug container is ended', async () => {
    await leaveBehind(debugContainer);
    const pod = {
      status: {
        ephemeralContainerStatuses: [{ name: 'podpath-x-1', state: { running: {} } }],
      },
    };
    const { log, told } = await sweep({ objects: { '/api/v1/namespaces/shop/pods/web-0': pod } });
    expect(log).toEqual(['exec in podpath-x-1: podpath-end']);
    // It goes on running in this script, which is said and tried again next time.
    expect(told).toEqual([expect.stringContaining('ends by itself')]);
    expect(await readdir(join(folder, 'runs'))).toHaveLength(1);
  });

  it('nothing is asked of the server where nothing was left behind', async () => {
    const { cluster } = scriptedApi();
    const silent = { ...cluster, read: () => Promise.reject(new Error('not expected')) };
    const told: string[] = [];
    const log = { info: () => undefined, warn: (line: string) => told.push(line) };
    await removeLeftovers(silent, ledgerOf(), log, new AbortController().signal);
    expect(told).toEqual([]);
  });
});
