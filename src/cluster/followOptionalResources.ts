import { setTimeout as delay } from 'node:timers/promises';
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

interface Following {
  readonly root: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Follows the resources of those APIs that the server serves, and looks again now and then: CRDs come and go while a session lasts.
 * @param pause between two looks, in milliseconds
 */
export async function followOptionalResources(
  follower: OptionalFollower,
  pause: number,
  retry: number,
  signal: AbortSignal,
): Promise<void> {
  const following = new Map<OptionalResourceName, Following>();
  const known = new Set<OptionalResourceName>();
  const drop = async (name: OptionalResourceName): Promise<void> => {
    const current = following.get(name);
    following.delete(name);
    current?.stop.abort();
    await current?.ended;
  };
  while (!signal.aborted) {
    let wait = pause;
    try {
      const served = await follower.discover(signal);
      for (const name of optionalResourceNames) {
        const resource = served.get(name);
        if (following.get(name)?.root === resource?.root && (resource !== undefined || known.has(name)))
          continue;
        await drop(name);
        known.add(name);
        if (resource === undefined) follower.absent(name);
        else {
          const stop = new AbortController();
          const ended = follower.follow(resource, AbortSignal.any([signal, stop.signal]));
          following.set(name, { root: resource.root, stop, ended });
        }
      }
    } catch (error) {
      if (isAbort(error, signal)) break;
      wait = retry;
      // What was known before stays known: the API server is away, its kinds are not.
      for (const name of optionalResourceNames) if (!known.has(name)) follower.undiscovered(name, error);
    }
    await delay(wait, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all([...following.values()].map(({ ended }) => ended));
}
