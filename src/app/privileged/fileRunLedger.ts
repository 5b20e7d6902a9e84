import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../ports.ts';
import { writeWholeFile } from '../writeWholeFile.ts';
import { lifetimeSeconds } from './keepAlive.ts';
import { startOfProcess } from './processStart.ts';
import type { AbandonedRun, CreatedObject, RunLedger, RunNotes } from './runLedger.ts';
import { parseNotes, type NotesOfRun } from './runNotesFile.ts';

/** The process that a run belongs to. */
export interface LedgerProcess {
  readonly host: string;
  readonly pid: number;
  /** Distinguishes what one process starts one after the other: an engine that was started again after a crash. */
  readonly instance: string;
  isAlive(pid: number): boolean;
  /** See {@link startOfProcess}. */
  startOf(pid: number): Promise<string | undefined>;
}

/**
 * Notes of what could not be removed for so long are not kept any more: the cluster is gone. A pod does not go by itself, even
 * when it has ended, so this is long.
 */
const forgetAfterMilliseconds = 90 * 24 * 3600 * 1000;

/** In place of an instance: the run is over, and could not take everything away. */
const closedInstance = 'closed';

const ownerPattern = /^[0-9a-f]{16}$/;
const runPattern = /^[0-9a-f]{8}$/;

/** This process, as the operating system knows it. */
export function ownProcess(): LedgerProcess {
  return {
    host: hostname(),
    pid: process.pid,
    instance: randomBytes(8).toString('hex'),
    isAlive: (pid) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch (error) {
        // Somebody else's process of that number is alive all the same.
        return error instanceof Error && 'code' in error && error.code === 'EPERM';
      }
    },
    startOf: (pid) => startOfProcess(pid),
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/**
 * A ledger of files in one folder, shared by everything of this user on this machine: what a command line leaves behind, an
 * editor removes, and the other way round. A run is alive as long as its process is: the one with its number that was started
 * when it was. Where that cannot be told, as on another host (a home that is shared), it is as long as its lifetime.
 */
export function fileRunLedger(
  folder: string,
  clock: Clock,
  process: LedgerProcess = ownProcess(),
): RunLedger {
  const runsFolder = join(folder, 'runs');
  let known: Promise<string> | undefined;
  let ownStart: Promise<string | undefined> | undefined;

  async function readOwner(): Promise<string> {
    const path = join(folder, 'owner');
    const read = async (): Promise<string | undefined> => {
      const text = (await readFile(path, 'utf8').catch(() => '')).trim();
      return ownerPattern.test(text) ? text : undefined;
    };
    const found = await read();
    if (found !== undefined) return found;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWholeFile(path, `${randomBytes(8).toString('hex')}\n`);
    // Of two that do this at once the last one counts, for both.
    return (await read()) ?? randomBytes(8).toString('hex');
  }

  const startOfOwn = (): Promise<string | undefined> => (ownStart ??= process.startOf(process.pid));

  async function isAlive({ host, pid, started, instance, expires }: NotesOfRun): Promise<boolean> {
    if (instance === closedInstance) return false;
    const mayLive = Date.parse(expires) > Date.parse(clock.now());
    if (host !== process.host) return mayLive;
    if (pid === process.pid) return instance === process.instance;
    if (!process.isAlive(pid)) return false;
    const now = started === undefined ? undefined : await process.startOf(pid);
    return now === undefined ? mayLive : now === started;
  }

  return {
    owner: () => (known ??= readOwner()),
    startRun: (server): Promise<RunNotes> => {
      const run = randomBytes(4).toString('hex');
      const path = join(runsFolder, `${run}.json`);
      let created: readonly CreatedObject[] = [];
      /** One write after the other. */
      let writing: Promise<void> = Promise.resolve();
      const write = (next: (before: readonly CreatedObject[]) => readonly CreatedObject[]): Promise<void> => {
        const turn = writing.then(async () => {
          const after = next(created);
          created = after;
          if (after.length === 0) return rm(path, { force: true });
          const { host, pid, instance } = process;
          const expires = new Date(Date.parse(clock.now()) + lifetimeSeconds * 1000).toISOString();
          const started = await startOfOwn();
          const notes: NotesOfRun = {
            server,
            host,
            pid,
            ...(started === undefined ? {} : { started }),
            instance,
            expires,
            created: [...after],
          };
          await mkdir(runsFolder, { recursive: true, mode: 0o700 });
          await writeWholeFile(path, `${JSON.stringify(notes, null, 2)}\n`);
        });
        writing = turn.catch(() => undefined);
        return turn;
      };
      const notes: RunNotes = {
        run,
        add: (one) => write((before) => [...before, one]),
        remove: (one) => write((before) => before.filter((other) => other !== one)),
        close: async () => {
          await writing;
          if (created.length === 0) return;
          // Nobody will add to it: it may be tidied up by a run of this process, too.
          const text = await readFile(path, 'utf8');
          const written = parseNotes(text);
          if (written !== undefined)
            await writeWholeFile(path, JSON.stringify({ ...written, instance: closedInstance }));
        },
      };
      return Promise.resolve(notes);
    },
    abandonedRuns: async (server): Promise<readonly AbandonedRun[]> => {
      const names = await readdir(runsFolder).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      const abandoned: AbandonedRun[] = [];
      for (const name of names) {
        const run = name.replace(/\.json$/, '');
        if (!runPattern.test(run)) continue;
        const path = join(runsFolder, name);
        const forget = (): Promise<void> => rm(path, { force: true });
        const notes = parseNotes(await readFile(path, 'utf8').catch(() => ''));
        // What cannot be understood may be another version's: it is left to that.
        if (notes === undefined) continue;
        const age = Date.parse(clock.now()) - Date.parse(notes.expires);
        if (age > forgetAfterMilliseconds) await forget();
        else if (notes.server === server && !(await isAlive(notes)))
          abandoned.push({ run, created: notes.created, expires: notes.expires, forget });
      }
      return abandoned;
    },
  };
}
