import type { ResourceName } from '../core/model/coverage.ts';
import type { ObjectByResource } from '../core/model/snapshotChange.ts';
import type { CollectionAccess } from './collectionAccess.ts';
import type { Resource } from './resources.ts';
import { keyOfRaw } from './unreadableObjects.ts';

/** An object as the model has it, and in one line each what could not be read. */
export interface ReadObject {
  readonly value?: ObjectByResource[ResourceName];
  readonly errors: readonly string[];
}

/**
 * Reads one object of a list or an event. Throws nothing: a reader that fails leaves one object out, which is named, and takes
 * nothing from the others.
 */
export function readObject(access: CollectionAccess, resource: Resource, raw: unknown): ReadObject {
  try {
    const { value, errors } = resource.project(raw);
    const lines = errors.length === 0 ? errors : errors.map((error) => access.transport.clean(error));
    return value === undefined ? { errors: lines } : { value: access.pool.object(value), errors: lines };
  } catch (error) {
    const kind = error instanceof Error ? error.name : 'something';
    const key = access.transport.clean(keyOfRaw(raw));
    return {
      errors: [`${resource.name} ${key}: Podpath failed to read it (${kind}). This is a fault of Podpath.`],
    };
  }
}
