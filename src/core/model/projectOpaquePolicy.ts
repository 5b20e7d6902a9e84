import type { OpaquePolicy } from './opaquePolicy.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';

/**
 * Reads the name of a policy whose rules are not evaluated. Never throws.
 * @param apiGroup the group that it was listed from; items of a list do not say
 */
export function projectOpaquePolicy(
  apiGroup: string,
  kind: string,
  namespaced: boolean,
  raw: unknown,
): Projection<OpaquePolicy> {
  return projectObject(kind.toLowerCase(), namespaced ? 'namespaced' : 'cluster', raw, ({ metadata }) => ({
    apiGroup,
    kind,
    ...(namespaced ? { namespace: metadata.namespace } : {}),
    name: metadata.name,
  }));
}
