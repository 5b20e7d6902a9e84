import { helperResourceNames, questionResourceNames, type ResourceName } from '../core/model/coverage.ts';
import { followOptionalResources } from './followOptionalResources.ts';
import { KeyedTasks } from './keyedTasks.ts';
import { readNamespaceObject } from './namespaceObjects.ts';
import { discoverOptionalResources } from './optionalResources.ts';
import { pause } from './pause.ts';
import { isAbort, problemOf } from './problems.ts';
import { isDivisible, type ReadingRun } from './readingRun.ts';
import { type Collection, type Resource, resources } from './resources.ts';
import { type CollectionSink, watchResource } from './watchResource.ts';
import type { WatchTiming } from './watchTiming.ts';

/** A Namespace object is asked for by its name from time to time: to watch it takes a role that reaches further. */
async function pollNamespace(
  run: ReadingRun,
  name: string,
  sink: CollectionSink,
  { recheck }: WatchTiming,
  signal: AbortSignal,
): Promise<void> {
  const { transport } = run.access;
  let listed = false;
  while (!signal.aborted) {
    try {
      await readNamespaceObject(transport, name, sink, signal);
      listed = true;
      sink.problem(undefined);
    } catch (error) {
      if (isAbort(error, signal)) return;
      const problem = problemOf(error, transport.server);
      sink.state({ state: listed ? 'stale' : 'failed', reason: problem.message });
      sink.problem(problem);
    }
    await pause(run.access.pollPause(recheck), signal).catch(() => undefined);
  }
}

/** Watches a collection, or lists it in turns where too many are watched already. */
async function followCollection(
  run: ReadingRun,
  collection: Collection,
  whenForbidden: 'end' | 'ask-again',
  timing: WatchTiming,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { access } = run;
  const turn = access.takeTurn();
  const pollPause = (): number => access.pollPause(timing.recheck);
  try {
    return await watchResource(
      access,
      collection,
      run.collectionSink(collection),
      turn === 'watch' ? { whenForbidden } : { whenForbidden, pollPause },
      signal,
      timing,
    );
  } finally {
    access.giveBack(turn);
  }
}

/** Follows a resource in each namespace that may be read, and in those that come later. */
async function watchInNamespaces(
  run: ReadingRun,
  resource: Resource,
  refusal: string | undefined,
  timing: WatchTiming,
  signal: AbortSignal,
): Promise<void> {
  const tasks = new KeyedTasks<string>(signal);
  const followOne = (namespace: string): void => {
    const collection = { resource, namespace };
    tasks.start(namespace, (untilStopped) =>
      resource.namespaced
        ? followCollection(run, collection, 'ask-again', timing, untilStopped)
        : pollNamespace(run, namespace, run.collectionSink(collection), timing, untilStopped),
    );
  };
  const collections = await run.divide(resource, refusal);
  for (const { namespace = '' } of collections) followOne(namespace);
  const end = run.followNamespaces(timing.recheck, (names) => {
    for (const name of names) if (!tasks.has(name)) followOne(name);
    for (const name of tasks.keys()) {
      if (names.includes(name)) continue;
      void tasks.stop(name).then(() => {
        if (!tasks.has(name)) run.leave({ resource, namespace: name });
      });
    }
  });
  await tasks.ended();
  end();
}

async function watchOne(
  run: ReadingRun,
  resource: Resource,
  timing: WatchTiming,
  signal: AbortSignal,
): Promise<void> {
  let refusal: string | undefined;
  if (!run.isScoped(resource)) {
    const whenForbidden = isDivisible(resource) ? 'end' : 'ask-again';
    refusal = await followCollection(run, { resource }, whenForbidden, timing, signal);
    if (signal.aborted) return;
  }
  await watchInNamespaces(run, resource, refusal, timing, signal);
}

const helpers: ReadonlySet<ResourceName> = new Set(helperResourceNames);

function isHelper(name: ResourceName): boolean {
  return helpers.has(name);
}

/** Lists and then watches everything that a run is to read, until its signal aborts. */
export async function watchCluster(run: ReadingRun, timing: WatchTiming): Promise<void> {
  const { signal } = run;
  const { recheck } = timing;
  const follow = (resource: Resource, untilAborted: AbortSignal): Promise<void> =>
    watchOne(run, resource, timing, untilAborted).catch((error: unknown) => {
      if (!isAbort(error, untilAborted)) throw error;
    });
  const basics = run.ledger.whenListed(questionResourceNames, signal);
  await Promise.all([
    ...resources.map(async (resource) => {
      // What only helps to explain comes after what there is to explain.
      if (isHelper(resource.name)) await basics;
      if (!signal.aborted) await follow(resource, signal);
    }),
    followOptionalResources(
      {
        discover: (untilAborted) => discoverOptionalResources(run.access.transport, untilAborted),
        follow,
        absent: (name) => {
          run.tellAbsent(name);
        },
        undiscovered: (name, error) => {
          run.tellUndiscovered(name, error);
        },
      },
      recheck * 10,
      recheck,
      signal,
    ),
  ]);
}
