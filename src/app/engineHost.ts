import { url as inspectorUrl } from 'node:inspector';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { EngineActivity, EngineEvents, EngineFunctions } from '../protocol/engineProtocol.ts';
import { checkedChannel } from './engineChannel.ts';
import { describeActivity, type EngineEnd } from './engineEnd.ts';
import { type Patience, usualPatience, watchOver } from './watchdog.ts';

/** Of the five seconds that VS Code leaves its extensions when it ends. */
const shutDownMilliseconds = 4000;

/** An engine in a worker thread of this process. */
export interface EngineHost {
  /** Calls reject when the engine ends before it has answered, or answers what is no answer. */
  readonly engine: EngineFunctions;
  /** Resolves when the engine has ended: with why, or with `undefined` when it was stopped on purpose. */
  readonly ended: Promise<EngineEnd | undefined>;
  stop(): Promise<void>;
}

/** What the starter hears of; `working` the host keeps for itself. */
export type HostEvents = Omit<EngineEvents, 'working'>;

/**
 * Starts the engine's bundle in a worker thread. The thread shares nothing with the caller: arguments, results and events
 * are cloned on their way, and checked. One that does not answer any more is ended.
 */
export function startEngine(
  workerFile: string,
  events: HostEvents,
  patience: Patience = usualPatience,
): EngineHost {
  const worker = new Worker(workerFile, { name: 'podpath-engine' });
  let stopped = false;
  let failure: string | undefined;
  let unresponsive = false;
  let activity: EngineActivity | undefined;
  const channel = checkedChannel(
    {
      postMessage: (message) => {
        worker.postMessage(message);
      },
      onMessage: (receive) => {
        worker.on('message', receive);
      },
    },
    (what) => {
      events.log('warn', `The engine said ${what}; it was left out.`);
    },
  );
  const rpc = createBirpc<EngineFunctions, EngineEvents>(
    {
      ...events,
      working: (now) => {
        activity = now;
      },
    },
    {
      post: (message: unknown) => {
        channel.post(message);
      },
      on: (receive) => {
        channel.on(receive);
      },
      // A diagnosis may take minutes; it ends by itself, or is cancelled.
      timeout: -1,
    },
  );
  const endWatch = watchOver(
    {
      ping: () => rpc.ping(),
      onSilent: () => {
        unresponsive = true;
        void worker.terminate();
      },
    },
    // Who debugs the engine may stop it as long as it takes.
    inspectorUrl() === undefined ? patience : { ...patience, ticks: Number.POSITIVE_INFINITY },
  );
  const ended = new Promise<EngineEnd | undefined>((resolve) => {
    worker.on('error', (error: unknown) => {
      failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    });
    worker.on('exit', (exitCode) => {
      endWatch();
      const reason = unresponsive
        ? `it did not answer for ${(patience.tickMilliseconds * patience.ticks) / 1000} s${describeActivity(activity)}`
        : (failure ?? `it ended with exit code ${exitCode}`);
      rpc.$close(new Error(stopped ? 'The engine was stopped.' : `The engine stopped: ${reason}`));
      if (stopped) resolve(undefined);
      else resolve({ reason, unresponsive, ...(activity === undefined ? {} : { activity }) });
    });
  });
  return {
    engine: rpc,
    ended,
    stop: async () => {
      stopped = true;
      // What runs have created is taken away first; an engine that does not answer is ended all the same.
      const limit = new AbortController();
      await Promise.race([
        rpc.shutDown().catch(() => undefined),
        delay(shutDownMilliseconds, undefined, { signal: limit.signal }).catch(() => undefined),
        ended,
      ]);
      limit.abort();
      await worker.terminate();
    },
  };
}
