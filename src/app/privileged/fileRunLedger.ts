import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  isRecord,
  readEach,
  readInteger,
  readNonEmptyText,
  type RawObject,
} from '../../core/model/readField.ts';
import type { Clock } from '../ports.ts';
import { writeWholeFile } from '../writeWholeFile.ts';
import { lifetimeSeconds } from './keepAlive.ts';
import type { AbandonedRun, CreatedObject, RunLedger, RunNotes } from './runLedger.ts';

/** The process that a run belongs to. */
export interface LedgerProcess {
  readonly host: string;
  readonly pid: number;
  /** Distinguishes what one process starts one after the other: an engine that was started again after a crash. */
  readonly instance: string;
  isAlive(pid: number): boolean;
}

/** After this time what could not be removed is not looked for any more: everything of it has ended long ago. */
const forgetAfterMilliseconds = 7 * 24 * 3600 * 1000;

/** In place of an instance: the run is over, and could not take everything away. */
const closedInstance = 'closed';

const ownerPattern = /^[0-9a-f]{16}$/;
const runPattern = /^[0-9a-f]{8}$/;

interface Notes {
  readonly server: string;
  readonly host: string;
  readonly pid: number;
  readonly instance: string;
  /** RFC 3339. */
  readonly expires: string;
  readonly created: readonly CreatedObject[];
}

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
  };
}

function readCreated(raw: RawObject): CreatedObject | undefined {
  const text = (key: string): string => readNonEmptyText(raw, key) ?? '';
  const namespace = text('namespace');
  switch (readNonEmptyText(raw, 'kind')) {
    case 'node-pod':
      return { kind: 'node-pod', namespace, name: text('name') };
    case 'debug-container':
      return { kind: 'debug-container', namespace, pod: text('pod'), container: text('container') };
    default:
      return undefined;
  }
}

function parseNotes(text: string): Notes | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(raw)) return undefined;
  const [server, host, instance, expires] = ['server', 'host', 'instance', 'expires'].map((key) =>
    readNonEmptyText(raw, key),
  );
  const pid = readInteger(raw, 'pid', 1, Number.MAX_SAFE_INTEGER);
  if (server === undefined || host === undefined || instance === undefined || pid === undefined)
    return undefined;
  if (expires === undefined || Number.isNaN(Date.parse(expires))) return undefined;
  return {
    server,
    host,
    instance,
    pid,
    expires,
    created: readEach(raw, 'created', () => undefined, readCreated),
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/**
 * A ledger of files in one folder, shared by everything of this user on this machine: what a command line leaves behind, an
 * editor removes, and the other way round. A run is alive as long as its process is; on another host (a home that is
 * shared) as long as its lifetime.
 */
export function fileRunLedger(
  folder: string,
  clock: Clock,
  process: LedgerProcess = ownProcess(),
): RunLedger {
  const runsFolder = join(folder, 'runs');
  let known: Promise<string> | undefined;

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

  function isAlive({ host, pid, instance, expires }: Notes): boolean {
    if (instance === closedInstance) return false;
    if (host !== process.host) return Date.parse(expires) > Date.parse(clock.now());
    if (pid === process.pid) return instance === process.instance;
    return process.isAlive(pid);
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
          const notes: Notes = { server, host, pid, instance, expires, created: after };
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
        const notes = parseNotes(await readFile(path, 'utf8').catch(() => ''));
        const forget = (): Promise<void> => rm(path, { force: true });
        if (
          notes === undefined ||
          Date.parse(clock.now()) - Date.parse(notes.expires) > forgetAfterMilliseconds
        ) {
          await forget();
        } else if (notes.server === server && !isAlive(notes)) {
          abandoned.push({ run, created: notes.created, expires: notes.expires, forget });
        }
      }
      return abandoned;
    },
  };
}
