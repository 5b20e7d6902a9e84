import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { EngineEvents, EngineFunctions } from '../protocol/engineProtocol.ts';

/** Of the five seconds that VS Code leaves its extensions when it ends. */
const shutDownMilliseconds = 4000;

/** An engine in a worker thread of this process. */
export interface EngineHost {
  /** Calls reject when the engine ends before it has answered. */
  readonly engine: EngineFunctions;
  /** Resolves when the engine has ended: with why, or with `undefined` when it was stopped on purpose. */
  readonly ended: Promise<string | undefined>;
  stop(): Promise<void>;
}

/**
 * Starts the engine's bundle in a worker thread. The thread shares nothing with the caller: arguments, results and events
 * are cloned on their way.
 */
export function startEngine(workerFile: string, events: EngineEvents): EngineHost {
  const worker = new Worker(workerFile, { name: 'podpath-engine' });
  let stopped = false;
  const rpc = createBirpc<EngineFunctions, EngineEvents>(events, {
    post: (message: unknown) => {
      worker.postMessage(message);
    },
    on: (receive) => {
      worker.on('message', receive);
    },
    // A diagnosis may take minutes; it ends by itself, or is cancelled.
    timeout: -1,
  });
  const ended = new Promise<string | undefined>((resolve) => {
    let failure: string | undefined;
    worker.on('error', (error: unknown) => {
      failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    });
    worker.on('exit', (exitCode) => {
      const reason = stopped ? undefined : (failure ?? `it ended with exit code ${exitCode}`);
      rpc.$close(new Error(stopped ? 'The engine was stopped.' : `The engine stopped: ${reason ?? ''}`));
      resolve(reason);
    });
  });
  return {
    engine: rpc,
    ended,
    stop: async () => {
      stopped = true;
      // What runs have created is taken away first; an engine that does not answer is ended all the same.
      const patience = new AbortController();
      await Promise.race([
        rpc.shutDown().catch(() => undefined),
        delay(shutDownMilliseconds, undefined, { signal: patience.signal }).catch(() => undefined),
        ended,
      ]);
      patience.abort();
      await worker.terminate();
    },
  };
}
