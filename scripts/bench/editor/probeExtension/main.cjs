/* global setInterval, clearInterval, setTimeout */
// Lives beside Podpath in one extension host while the editor is measured, and tells by HTTP on a socket what it saw.
const { createServer } = require('node:http');
const inspector = require('node:inspector');
const { PerformanceObserver, performance } = require('node:perf_hooks');
const vscode = require('vscode');

/** A block shorter than this is none. */
const leastMilliseconds = 4;

/** Blocks since they were asked for last: when (epoch), how long, and how much of it this thread computed. */
let blocks = [];
let collections = [];

function watchBlocks() {
  const cpu = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let [last, lastCpu] = [performance.now(), cpu()];
  const tick = () => {
    const [now, nowCpu] = [performance.now(), cpu()];
    const late = now - last - 1;
    if (late >= leastMilliseconds) blocks.push([performance.timeOrigin + now, late, nowCpu - lastCpu]);
    [last, lastCpu] = [now, nowCpu];
  };
  const timer = setInterval(tick, 1);
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      collections.push([performance.timeOrigin + startTime, duration]);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    clearInterval(timer);
    observer.disconnect();
  };
}

/** Sends inspector commands to each worker thread of this process, and gives what the last of them answered. */
function askWorkers(commands) {
  const session = new inspector.Session();
  session.connect();
  const answers = [];
  const pending = new Map();
  let number = 0;
  const send = (sessionId, method, params) =>
    new Promise((resolve) => {
      number += 1;
      pending.set(number, resolve);
      const message = JSON.stringify({ id: number, method, params });
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
    });
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    const { id, result } = JSON.parse(params.message);
    pending.get(id)?.(result);
    pending.delete(id);
  });
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    answers.push(
      (async () => {
        let answer;
        for (const [method, params, pause = 0] of commands) {
          answer = await send(sessionId, method, params);
          if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
        }
        return { title: workerInfo.title, url: workerInfo.url, answer };
      })(),
    );
  });
  return new Promise((resolve, reject) => {
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, (error) => {
      if (error) reject(error);
      // Workers that run are told before the answer is.
      else
        Promise.all(answers).then((all) => {
          session.post('NodeWorker.disable', () => session.disconnect());
          resolve(all);
        }, reject);
    });
  });
}

function profileHost(milliseconds) {
  const session = new inspector.Session();
  session.connect();
  const post = (method, params) =>
    new Promise((resolve, reject) => {
      session.post(method, params, (error, result) => (error ? reject(error) : resolve(result)));
    });
  return (async () => {
    await post('Profiler.enable');
    await post('Profiler.setSamplingInterval', { interval: 200 });
    await post('Profiler.start');
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const { profile } = await post('Profiler.stop');
    session.disconnect();
    return profile;
  })();
}

const functions = {
  /** What was seen since the last time. */
  take: () => {
    const taken = { blocks, collections, memory: process.memoryUsage() };
    [blocks, collections] = [[], []];
    return taken;
  },
  now: () => performance.timeOrigin + performance.now(),
  activate: async (id) => {
    const extension = vscode.extensions.getExtension(id);
    if (extension === undefined) throw new Error(`${id} is not installed`);
    const before = process.threadCpuUsage();
    const began = performance.now();
    await extension.activate();
    const { user, system } = process.threadCpuUsage(before);
    return { milliseconds: performance.now() - began, computed: (user + system) / 1000 };
  },
  /** Runs a command; the time is that of the call. */
  command: (id) => {
    const at = performance.timeOrigin + performance.now();
    vscode.commands.executeCommand(id).then(undefined, () => undefined);
    return at;
  },
  /** Bytes that the heap of each worker holds after a collection. */
  workerHeaps: () => askWorkers([['HeapProfiler.collectGarbage'], ['Runtime.getHeapUsage']]),
  profileHost: (milliseconds) => profileHost(Number(milliseconds)),
  profileWorkers: (milliseconds) =>
    askWorkers([
      ['Profiler.enable'],
      ['Profiler.setSamplingInterval', { interval: 500 }],
      ['Profiler.start', {}, Number(milliseconds)],
      ['Profiler.stop'],
    ]),
};

exports.activate = (context) => {
  const stop = watchBlocks();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://probe');
    Promise.resolve()
      .then(() => functions[pathname.slice(1)]?.(searchParams.get('argument') ?? ''))
      .then(
        (value) => response.end(JSON.stringify(value ?? null)),
        (error) => {
          response.statusCode = 500;
          response.end(String(error));
        },
      );
  });
  server.listen(process.env.PODPATH_BENCH_SOCKET);
  context.subscriptions.push({
    dispose: () => {
      stop();
      server.close();
    },
  });
};
