import { KeyedTasks } from './keyedTasks.ts';
import { pause } from './pause.ts';
import { isAbort } from './problems.ts';
import { type OptionalResourceName, optionalResourceNames } from './optionalResources.ts';
import type { Resource } from './resources.ts';

/** What {@link followOptionalResources} needs from the cluster that it works for. */
export interface OptionalFollower {
  discover(signal: AbortSignal): Promise<ReadonlyMap<OptionalResourceName, Resource>>;
  /** Lists and watches one resource until the signal aborts. */
  follow(resource: Resource, signal: AbortSignal): Promise<void>;
  /** The API server does not serve it, so there are none. */
  absent(name: OptionalResourceName): void;
  /** Whether it is served could not be found out. */
  undiscovered(name: OptionalResourceName, error: unknown): void;
}

/**
 * Follows the resources of those APIs that the server serves, and looks again now and then: CRDs come and go while a session lasts.
 * @param usualPause between two looks, in milliseconds
 * @param retry after a look that failed
 */
export async function followOptionalResources(
  follower: OptionalFollower,
  usualPause: number,
  retry: number,
  signal: AbortSignal,
): Promise<void> {
  const tasks = new KeyedTasks<OptionalResourceName>(signal);
  /** Where each API is served that is known of; `undefined` where it is not. */
  const roots = new Map<OptionalResourceName, string | undefined>();
  while (!signal.aborted) {
    let wait = usualPause;
    try {
      const served = await follower.discover(signal);
      for (const name of optionalResourceNames) {
        const resource = served.get(name);
        if (roots.has(name) && roots.get(name) === resource?.root) continue;
        await tasks.stop(name);
        roots.set(name, resource?.root);
        if (resource === undefined) follower.absent(name);
        else tasks.start(name, (untilStopped) => follower.follow(resource, untilStopped));
      }
    } catch (error) {
      if (isAbort(error, signal)) break;
      wait = retry;
      // What was known before stays known: the API server is away, its kinds are not.
      for (const name of optionalResourceNames) if (!roots.has(name)) follower.undiscovered(name, error);
    }
    await pause(wait, signal).catch(() => undefined);
  }
  await tasks.ended();
}
