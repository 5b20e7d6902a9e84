import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { EngineEvents } from '../../protocol/engineProtocol.ts';

// A worker that speaks the engine's protocol and has no cluster behind it, for the tests of its host.

const rpc = createBirpc<EngineEvents, object>(
  {
    listContexts: () => ({ current: 'echo', contexts: [] }),
    treeChildren: (id: string) => {
      void rpc.log.asEvent('info', `children of ${id}`);
      return Promise.reject(new Error(`no item ${id}`));
    },
    ping: () => Promise.resolve(),
    shutDown: () => Promise.resolve(),
    // Does not come to an end.
    showManifest: ({ uri }: { uri: string }) => {
      void rpc.working.asEvent({ kind: 'text', uri });
      for (;;);
    },
    // Answers, and in between says what no engine says.
    caseFile: (what: string) => {
      parentPort?.postMessage(JSON.parse(what));
      return Promise.resolve('{}');
    },
    // Not what a step comes to.
    runLookCommand: () => Promise.resolve({ headline: 1 }),
    // Answers never.
    closeSession: () => new Promise(() => undefined),
    closeMap: () => {
      setImmediate(() => {
        throw new Error('a bug');
      });
      return new Promise(() => undefined);
    },
  },
  {
    post: (message: unknown) => {
      parentPort?.postMessage(message);
    },
    on: (receive) => {
      parentPort?.on('message', receive);
    },
  },
);
