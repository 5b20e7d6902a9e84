import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileRunLedger, type LedgerProcess, ownProcess } from './fileRunLedger.ts';
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
    {
      host: 'laptop',
      pid: 1,
      instance: 'one',
      isAlive: () => false,
      startOf: () => Promise.resolve('boot 100'),
      ...process,
    },
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
    [
      'to another process when its number was given to somebody else',
      { pid: 2, isAlive: () => true, startOf: () => Promise.resolve('boot 200') },
      1,
    ],
    [
      'to another process when the system does not tell starts, and its number lives',
      { pid: 2, isAlive: () => true, startOf: () => Promise.resolve(undefined) },
      0,
    ],
    ['to another process after it was killed', { pid: 2 }, 1],
    ['to an engine that was started again in the same process', { instance: 'two' }, 1],
    ['to another host, which cannot know', { host: 'desktop' }, 0],
  ])('are abandoned %s', async (_name, process, count) => {
    expect(await abandoned(process)).toHaveLength(count);
  });

  it.each<[string, Partial<LedgerProcess>, number]>([
    ['to another host', { host: 'desktop' }, 1],
    [
      'to another process when the system does not tell starts, whoever has its number',
      { pid: 2, isAlive: () => true, startOf: () => Promise.resolve(undefined) },
      1,
    ],
    ['to nobody while its own process lives, which removes it', { pid: 2, isAlive: () => true }, 0],
  ])('are abandoned %s when everything has ended', async (_name, process, count) => {
    expect(await abandoned(process, '2026-01-01T00:11:00.000Z')).toHaveLength(count);
  });

  it('are kept long after the deadline: a pod that has ended is still there', async () => {
    expect(await abandoned({ pid: 2 }, '2026-03-01T00:00:00.000Z')).toHaveLength(1);
  });

  it('are forgotten after a quarter of a year', async () => {
    expect(await abandoned({ pid: 2 }, '2026-05-01T00:00:00.000Z')).toHaveLength(0);
    expect(await readdir(join(folder, 'runs'))).toEqual([]);
  });

  it('were written by this process, by its real start', async () => {
    const real = fileRunLedger(folder, { now: () => '2026-01-01T00:00:00.000Z', elapsed: () => 0 });
    const notes = await real.startRun('https://c:6443');
    await notes.add(nodePod);
    const other = { ...ownProcess(), pid: -1 };
    const look = async (process: LedgerProcess): Promise<number> =>
      (
        await fileRunLedger(
          folder,
          { now: () => '2026-01-01T00:00:00.000Z', elapsed: () => 0 },
          process,
        ).abandonedRuns('https://c:6443')
      ).length;
    expect(await look(other)).toBe(0);
    expect(await look({ ...other, startOf: () => Promise.resolve('another boot') })).toBe(1);
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

describe('notes that nobody here has written', () => {
  const notes = {
    server,
    host: 'laptop',
    pid: 3,
    instance: 'one',
    expires: '2026-01-01T00:10:00.000Z',
    created: [{ kind: 'node-pod', namespace: 'default', name: 'podpath-node-1' }],
  };

  async function check(text: string): Promise<number> {
    await mkdir(join(folder, 'runs'), { recursive: true });
    await writeFile(join(folder, 'runs', '0123abcd.json'), text);
    return (await abandoned({})).length;
  }

  it('are taken when they look like it', async () => {
    expect(await check(JSON.stringify(notes))).toBe(1);
  });

  it.each<[string, unknown]>([
    ['no object', 'null'],
    ['a list', []],
    ['a number that is none', { ...notes, pid: '3' }],
    ['a date that is none', { ...notes, expires: 'soon' }],
    // DELETE …/pods/ deletes every pod of the namespace.
    ['no name', { ...notes, created: [{ kind: 'node-pod', namespace: 'default', name: '' }] }],
    ["somebody's pod", { ...notes, created: [{ kind: 'node-pod', namespace: 'default', name: 'db-0' }] }],
    [
      'a path in a name',
      { ...notes, created: [{ kind: 'node-pod', namespace: '../../nodes', name: 'podpath-node-1' }] },
    ],
    ['another kind', { ...notes, created: [{ kind: 'namespace', namespace: 'default', name: 'podpath-1' }] }],
    [
      'a prototype in place of fields',
      JSON.stringify({ created: [] }).replace('{', '{"__proto__":{"pid":3},'),
    ],
    ['a huge name', { ...notes, created: [{ ...notes.created[0], namespace: 'a'.repeat(1e6) }] }],
  ])('are left alone with %s', async (_name, raw) => {
    expect(await check(typeof raw === 'string' ? raw : JSON.stringify(raw))).toBe(0);
    expect(await readdir(join(folder, 'runs'))).toEqual(['0123abcd.json']);
  });
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
