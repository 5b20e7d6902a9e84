import { isRecord, readList, readNonEmptyText, readRecord } from '../core/model/readField.ts';
import type { OtherPolicyName } from '../core/model/coverage.ts';
import { otherPolicyKinds, type OtherPolicyByResource } from '../core/model/otherPolicies.ts';
import type { Projection } from '../core/model/projection.ts';
import { projectOtherPolicy } from '../core/model/projectOtherPolicy.ts';
import { ApiError } from './problems.ts';
import type { Resource } from './resources.ts';
import type { Transport } from './transport.ts';

/** A served version of an API group, and the plurals of its resources. */
interface ServedVersion {
  readonly groupVersion: string;
  readonly plurals: ReadonlySet<string>;
}

/** Versions of an APIGroup, the preferred first. */
function versionsOf(group: Readonly<Record<string, unknown>>): readonly string[] {
  const preferred = readNonEmptyText(readRecord(group, 'preferredVersion'), 'groupVersion');
  const all = readList(group, 'versions').flatMap((version) =>
    isRecord(version) ? (readNonEmptyText(version, 'groupVersion') ?? []) : [],
  );
  return [...new Set([...(preferred === undefined ? [] : [preferred]), ...all])];
}

async function readVersion(
  transport: Transport,
  groupVersion: string,
  signal: AbortSignal,
): Promise<ServedVersion> {
  try {
    const raw = await transport.json(`/apis/${groupVersion}`, { signal });
    const served = readList(isRecord(raw) ? raw : {}, 'resources').flatMap((resource) =>
      isRecord(resource) ? (readNonEmptyText(resource, 'name') ?? []) : [],
    );
    return { groupVersion, plurals: new Set(served) };
  } catch (error) {
    // The group went away since it was listed.
    if (error instanceof ApiError && error.status === 404) return { groupVersion, plurals: new Set() };
    throw error;
  }
}

function resourceOf(
  name: OtherPolicyName,
  groupVersion: string,
  plural: string,
  namespaced: boolean,
): Resource {
  const [group = ''] = groupVersion.split('/');
  // Tiered kinds are served in several versions, and the projection reads what it knows of each.
  const project = (raw: unknown): Projection<OtherPolicyByResource[OtherPolicyName]> =>
    projectOtherPolicy(name, group, raw);
  return { name, plural, root: `/apis/${groupVersion}`, namespaced, project };
}

/**
 * Which policies of other APIs the server can have at all: CRDs that most clusters lack. To ask for their lists would not tell, since
 * the API server answers 403 before it knows whether something exists. Throws as {@link Transport.json} does.
 */
export async function discoverPolicyResources(
  transport: Transport,
  signal: AbortSignal,
): Promise<ReadonlyMap<OtherPolicyName, Resource>> {
  const raw = await transport.json('/apis', { signal });
  const wanted = new Set(otherPolicyKinds.flatMap(({ apiGroups }) => apiGroups));
  const groups = readList(isRecord(raw) ? raw : {}, 'groups').filter(isRecord);
  const served = await Promise.all(
    groups
      .filter((group) => wanted.has(readNonEmptyText(group, 'name') ?? ''))
      .flatMap(versionsOf)
      .map((groupVersion) => readVersion(transport, groupVersion, signal)),
  );
  const found = new Map<OtherPolicyName, Resource>();
  for (const { resource, apiGroups, plural, namespaced } of otherPolicyKinds) {
    const version = apiGroups
      .flatMap((group) => served.filter(({ groupVersion }) => groupVersion.startsWith(`${group}/`)))
      .find(({ plurals }) => plurals.has(plural));
    if (version !== undefined)
      found.set(resource, resourceOf(resource, version.groupVersion, plural, namespaced));
  }
  return found;
}
