import type { Question } from '../../core/inquiry/question.ts';
import { node, pod, service, slicesFor, snapshotOf } from '../../core/testing/snapshotBuilder.ts';
import type { ConsentAnswer } from '../../protocol/consentProtocol.ts';
import type { EngineEvents, SessionState, SessionTarget } from '../../protocol/engineProtocol.ts';
import type { MapMessage } from '../../protocol/mapProtocol.ts';
import { type Engine, createEngine } from '../engine.ts';
import { isEngineEvent, isEngineResult } from '../../protocol/readEngineMessage.ts';
import { type Cluster, ConnectionError, type WatchSink } from '../ports.ts';
import { memoryLedger } from '../privileged/testing/memoryLedger.ts';
import { changesOf, recordedCluster } from '../session/recordedCluster.ts';
import type { OpenedCluster } from '../session/sessionKeeper.ts';

const web = service('shop', 'web', { app: 'web' });
const web0 = pod('shop', 'web-0', { app: 'web' });
const cart0 = pod('shop', 'cart-0', { app: 'cart' });
const typo = service('shop', 'typo', { app: 'wbe' });
/** Pod shop/cart-0, and two Services: web, which serves, and typo, whose selector matches nothing. */
export const snapshot = snapshotOf({
  nodes: [node('n1')],
  pods: [web0, cart0],
  services: [web, typo],
  endpointSlices: slicesFor(web, [web0]),
});
export const target: SessionTarget = { kind: 'kubeconfig' };
/** From cart-0 to typo. */
export const question: Question = {
  from: { kind: 'pod', namespace: 'shop', name: 'cart-0' },
  to: { kind: 'service', namespace: 'shop', name: 'typo' },
  port: 80,
  protocol: 'TCP',
};

/** Everything that an engine said, in order, and a way to wait for what it will say. */
export class Heard {
  readonly states: SessionState[] = [];
  readonly trees: (string | undefined)[][] = [];
  readonly maps: MapMessage[] = [];
  readonly commands: string[] = [];
  readonly verdicts: string[] = [];
  /** Questions that were asked, and those of them that were taken back. */
  readonly questions: string[] = [];
  readonly withdrawn: string[] = [];
  /** What the user says to every question. */
  answer: Promise<ConsentAnswer> = Promise.resolve('no');
  readonly #waiters = new Set<() => void>();

  readonly events: EngineEvents = {
    sessionChanged: (state) => {
      this.#add(this.states, state);
    },
    treeChanged: (ids) => {
      this.#add(this.trees, ids);
    },
    diagnosisProgress: (_id, { verdict }) => {
      this.#add(this.verdicts, verdict);
    },
    traceProgress: (_id, { status }) => {
      this.#add(this.verdicts, status);
    },
    map: (message) => {
      this.#add(this.maps, message);
    },
    manifestDiagnostics: () => undefined,
    commandRun: (line) => {
      this.#add(this.commands, line);
    },
    working: () => undefined,
    log: () => undefined,
    consent: (id) => {
      this.#add(this.questions, id);
      return this.answer;
    },
    consentWithdrawn: (id) => {
      this.#add(this.withdrawn, id);
    },
  };

  #add<Item>(items: Item[], item: Item): void {
    items.push(item);
    for (const waiter of [...this.#waiters]) waiter();
  }

  /** Resolves when the condition holds after something was heard. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
      look();
    });
  }
}

/** See {@link liveCluster}. */
export interface LiveCluster extends Cluster {
  sink: WatchSink | undefined;
  closed: boolean;
}

/** A live cluster whose watch the test drives. `exec` answers as the test says. */
export function liveCluster(
  exec: Cluster['exec'] = () => Promise.resolve({ kind: 'forbidden', reason: 'no' }),
): LiveCluster {
  const cluster: LiveCluster = {
    ...recordedCluster(snapshot, []),
    sink: undefined,
    closed: false,
    describe: () => ({ context: 'prod', server: 'https://a:6443', namespace: 'default', kind: 'live' }),
    watch: (_scope, sink, signal) => {
      cluster.sink = sink;
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
    },
    exec,
    close: () => {
      cluster.closed = true;
    },
  };
  return cluster;
}

const engines: Engine[] = [];

/** What engines have said that their host would have left out (readEngineMessage.ts). */
const refused: string[] = [];

/** Ends every engine that was started, and fails if one said what its host would not have understood; for after each test. */
export async function endEngines(): Promise<void> {
  for (const engine of engines.splice(0)) await engine.dispose();
  const said = refused.splice(0);
  if (said.length > 0) throw new Error(`said what no host understands: ${said.join(', ')}`);
}

type AnyFunction = (...values: unknown[]) => unknown;

/** Looks at what passes through functions. */
function listening<Functions extends object>(
  functions: Functions,
  listen: (name: string, values: unknown[], result: unknown) => void,
): Functions {
  return new Proxy(functions, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      return (...values: unknown[]) => {
        const result = (value as AnyFunction).apply(target, values);
        listen(name, values, result);
        return result;
      };
    },
  });
}

/** An engine that opens what the test gives it. */
export function startEngine(open: (target: SessionTarget) => Promise<OpenedCluster>): {
  engine: Engine;
  heard: Heard;
} {
  const heard = new Heard();
  const events = listening(heard.events, (name, values) => {
    if (!isEngineEvent(name, structuredClone(values))) refused.push(`event ${name}`);
  });
  const engine = createEngine({
    openCluster: open,
    listContexts: () =>
      Promise.reject(new ConnectionError({ kind: 'no-kubeconfig', message: 'None.', advice: 'Choose.' })),
    clock: { now: () => '2026-01-01T00:00:00.000Z', elapsed: () => 0 },
    ledger: memoryLedger(),
    events,
  });
  engines.push(engine);
  const checked = listening(engine, (name, _values, result) => {
    void Promise.resolve(result).then(
      (value) => {
        if (name !== 'dispose' && !isEngineResult(name, structuredClone(value)))
          refused.push(`result of ${name}`);
      },
      () => undefined,
    );
  });
  return { engine: checked, heard };
}

/** An engine on a cluster that has been listed. */
export async function connected(
  cluster: LiveCluster = liveCluster(),
): Promise<{ engine: Engine; heard: Heard }> {
  const { engine, heard } = startEngine(() => Promise.resolve({ cluster }));
  const opening = engine.openSession(target);
  await heard.until(() => cluster.sink !== undefined);
  cluster.sink?.changes(changesOf(snapshot));
  await opening;
  return { engine, heard };
}
