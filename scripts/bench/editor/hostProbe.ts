import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { projectFolder } from '../../projectFolder.ts';
import { runCommand } from '../../runCommand.ts';

/**
 * Packages the extension that measures from inside of the extension host.
 * @returns the path of the package
 */
export async function packageHostProbe(folder: string): Promise<string> {
  const file = join(folder, 'probe.vsix');
  const vsce = join(projectFolder, 'node_modules/@vscode/vsce/vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file];
  await runCommand(process.execPath, [vsce, 'package', ...flags], {
    cwd: join(projectFolder, 'scripts/bench/editor/probeExtension'),
  });
  return file;
}

/** A time in which the extension host's event loop did not turn. */
export interface HostBlock {
  /** Milliseconds since the epoch, of its end. */
  readonly at: number;
  readonly milliseconds: number;
  /** How much of it the thread computed; the rest it waited for a processor. */
  readonly computed: number;
}

/** What the extension host went through since it was asked last. */
export interface HostRecord {
  readonly blocks: readonly HostBlock[];
  /** Garbage collections: when they began, and how long they took. */
  readonly collections: readonly (readonly [at: number, milliseconds: number])[];
  readonly residentMegabytes: number;
}

/** Speaks to the extension inside of the extension host. */
export interface HostProbe {
  ready(): Promise<void>;
  take(): Promise<HostRecord>;
  activate(extension: string): Promise<{ readonly milliseconds: number; readonly computed: number }>;
  /** Runs a command without awaiting its end; resolves with the time of the call. */
  command(id: string): Promise<number>;
  /** Megabytes of each worker's heap after a garbage collection. */
  workerMegabytes(): Promise<readonly number[]>;
  /** CPU profiles of the extension host's thread and of its workers. */
  profileHost(milliseconds: number): Promise<unknown>;
  profileWorkers(
    milliseconds: number,
  ): Promise<readonly { readonly answer: { readonly profile: unknown } }[]>;
}

/** Answers of the probe are awaited this long; a profile takes its own time on top. */
const answerMilliseconds = 60_000;

/** Opens the probe that listens on this socket; its path is in PODPATH_BENCH_SOCKET of the extension host. */
export function openHostProbe(socketPath: string): HostProbe {
  const ask = <Answer>(name: string, argument = ''): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const path = `/${name}?argument=${encodeURIComponent(argument)}`;
      const sent = request({ socketPath, path, timeout: answerMilliseconds }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(text) as Answer);
          else reject(new Error(`${name}: ${text}`));
        });
      });
      sent.on('timeout', () => sent.destroy(new Error(`${name}: no answer`)));
      sent.on('error', reject);
      sent.end();
    });
  return {
    ready: async () => {
      for (let tries = 0; tries < 300; tries += 1) {
        const answered = await ask('now').then(
          () => true,
          () => false,
        );
        if (answered) return;
        await delay(200);
      }
      throw new Error('the extension host did not start');
    },
    take: async () => {
      const { blocks, collections, memory } = await ask<{
        blocks: [number, number, number][];
        collections: [number, number][];
        memory: { rss: number };
      }>('take');
      return {
        blocks: blocks.map(([at, milliseconds, computed]) => ({ at, milliseconds, computed })),
        collections,
        residentMegabytes: memory.rss / 1e6,
      };
    },
    activate: (extension) => ask('activate', extension),
    command: (id) => ask('command', id),
    workerMegabytes: async () => {
      const heaps = await ask<{ answer: { usedSize: number } }[]>('workerHeaps');
      return heaps.map(({ answer }) => answer.usedSize / 1e6);
    },
    profileHost: (milliseconds) => ask('profileHost', String(milliseconds)),
    profileWorkers: (milliseconds) => ask('profileWorkers', String(milliseconds)),
  };
}
