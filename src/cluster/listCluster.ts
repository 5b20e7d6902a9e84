import { ConnectionError } from '../app/ports.ts';
import { listResource } from './listResource.ts';
import { readNamespaceObject } from './namespaceObjects.ts';
import {
  discoverOptionalResources,
  type OptionalResourceName,
  optionalResourceNames,
} from './optionalResources.ts';
import { ApiError, isAbort, problemOf } from './problems.ts';
import { isDivisible, type ReadingRun } from './readingRun.ts';
import { type Collection, type Resource, resources } from './resources.ts';

/**
 * Lists once. Resolves with the server's message when it refuses the list and parts of it may be asked for instead.
 * Throws {@link ConnectionError} and aborts.
 */
async function listCollection(run: ReadingRun, collection: Collection): Promise<string | undefined> {
  const { resource, namespace } = collection;
  const { access, signal } = run;
  const sink = run.collectionSink(collection);
  try {
    if (resource.name === 'namespaces' && namespace !== undefined) {
      await readNamespaceObject(access.transport, namespace, sink, signal);
    } else {
      const reason = (await listResource(access, collection, sink, signal)).unreadable.reason();
      sink.state(reason === undefined ? { state: 'complete' } : { state: 'failed', reason });
    }
    return undefined;
  } catch (error) {
    if (isAbort(error, signal)) throw error;
    if (error instanceof ApiError && error.status === 403) {
      if (namespace === undefined && isDivisible(resource)) return error.message;
      sink.state({ state: 'forbidden', reason: error.message });
    } else {
      sink.state({ state: 'failed', reason: run.problemOfPart(error) });
    }
    return undefined;
  }
}

async function listOne(run: ReadingRun, resource: Resource): Promise<void> {
  let refusal: string | undefined;
  if (!run.isScoped(resource)) {
    refusal = await listCollection(run, { resource });
    if (refusal === undefined) return;
  }
  const collections = await run.divide(resource, refusal);
  await Promise.all(collections.map((collection) => listCollection(run, collection)));
}

/** Resources of APIs that the server may lack. */
async function listOptional(run: ReadingRun): Promise<void> {
  const { access, signal } = run;
  let served: ReadonlyMap<OptionalResourceName, Resource>;
  try {
    served = await discoverOptionalResources(access.transport, signal);
  } catch (error) {
    if (isAbort(error, signal)) throw error;
    run.problemOfPart(error);
    for (const name of optionalResourceNames) run.tellUndiscovered(name, error);
    return;
  }
  await Promise.all(
    optionalResourceNames.map(async (name) => {
      const resource = served.get(name);
      if (resource === undefined) run.tellAbsent(name);
      else await listOne(run, resource);
    }),
  );
}

/**
 * Lists everything that a run is to read, once. Throws {@link ConnectionError} when the server cannot be used at all.
 * @param end ends the run when one list finds that
 */
export async function listCluster(run: ReadingRun, end: () => void): Promise<void> {
  try {
    await Promise.all([...resources.map((resource) => listOne(run, resource)), listOptional(run)]);
  } catch (error) {
    end();
    throw error;
  }
  const coverage = resources.map(({ name }) => run.ledger.coverage(name));
  if (coverage.every((each) => each?.state === 'forbidden')) {
    throw new ConnectionError(
      problemOf(new ApiError(403, 'Forbidden', coverage[0]?.reason ?? ''), run.access.transport.server),
    );
  }
}
