/** Lays out a graph in ELK's JSON format; answers the same graph with places. Rejects when there is no engine. */
export type LayOut = (graph: object) => Promise<unknown>;

/** The worker's text lies beside the page's script, as the build put it there. */
const workerFile = 'elk-worker.js';

interface Pending {
  readonly resolve: (graph: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** A message of the worker: the answer to the request of that id. elkjs speaks so in lib/elk-api.js. */
function parseAnswer(data: unknown): { id: number; graph: unknown; failed: boolean } | undefined {
  if (typeof data !== 'object' || data === null || !('id' in data) || typeof data.id !== 'number') {
    return undefined;
  }
  const failed = 'error' in data && data.error !== undefined && data.error !== null;
  return { id: data.id, graph: 'data' in data ? data.data : undefined, failed };
}

/** Starts the engine from a blob: a webview may start no worker from anywhere else. */
async function startWorker(): Promise<Worker> {
  const response = await fetch(new URL(workerFile, import.meta.url));
  if (!response.ok) throw new Error(`${workerFile}: ${response.status}`);
  const url = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}

/** The layout engine in a worker of its own, fetched and started when it is asked for the first time. */
export function createLayoutWorker(): LayOut {
  const pending = new Map<number, Pending>();
  let started: Promise<Worker> | undefined;
  let next = 0;

  function send(worker: Worker, message: object): Promise<unknown> {
    next += 1;
    const id = next;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      worker.postMessage({ id, ...message });
    });
  }

  async function start(): Promise<Worker> {
    const worker = await startWorker();
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const answer = parseAnswer(data);
      const asked = answer === undefined ? undefined : pending.get(answer.id);
      if (answer === undefined || asked === undefined) return;
      pending.delete(answer.id);
      if (answer.failed) asked.reject(new Error('the layout engine could not lay this out'));
      else asked.resolve(answer.graph);
    });
    worker.addEventListener('error', ({ message }) => {
      for (const { reject } of pending.values()) reject(new Error(message));
      pending.clear();
    });
    await send(worker, { cmd: 'register', algorithms: ['layered'] });
    return worker;
  }

  return async (graph) => {
    started ??= start();
    return send(await started, { cmd: 'layout', graph, layoutOptions: {}, options: {} });
  };
}
