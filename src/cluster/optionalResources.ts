import { isRecord, readList, readNonEmptyText, readRecord } from '../core/model/readField.ts';
import {
  type GatewayResourceName,
  gatewayResourceNames,
  type OtherPolicyName,
  otherPolicyNames,
} from '../core/model/coverage.ts';
import { otherPolicyKinds } from '../core/model/otherPolicies.ts';
import { projectOtherPolicy } from '../core/model/projectOtherPolicy.ts';
import { routingKinds } from '../core/model/routingKinds.ts';
import { ApiError } from './problems.ts';
import type { Resource } from './resources.ts';
import type { Transport } from './transport.ts';

/** Resources of APIs that a server may lack: policies beside NetworkPolicy, and Gateway API. Most are CRDs. */
export const optionalResourceNames = [...otherPolicyNames, ...gatewayResourceNames] as const;
export type OptionalResourceName = OtherPolicyName | GatewayResourceName;

/** How an optional resource is found and read. */
interface OptionalKind {
  readonly name: OptionalResourceName;
  readonly plural: string;
  readonly namespaced: boolean;
  /** The groups that may serve it, the preferred first. */
  readonly apiGroups: readonly string[];
  /** @param group the one that it is read from. What is read of a kind is the same in all of its versions. */
  readonly project: (group: string, raw: unknown) => ReturnType<Resource['project']>;
}

function isGatewayResource(name: string): name is GatewayResourceName {
  return (gatewayResourceNames as readonly string[]).includes(name);
}

const optionalKinds: readonly OptionalKind[] = [
  ...otherPolicyKinds.map(({ resource, plural, namespaced, apiGroups }): OptionalKind => ({
    name: resource,
    plural,
    namespaced,
    apiGroups,
    project: (group, raw) => projectOtherPolicy(resource, group, raw),
  })),
  ...routingKinds.flatMap(({ resource, namespaced, apiGroups, project }): OptionalKind[] =>
    isGatewayResource(resource)
      ? [{ name: resource, plural: resource, namespaced, apiGroups, project: (_group, raw) => project(raw) }]
      : [],
  ),
];

/** A served version of an API group, and the plurals of its resources. */
interface ServedVersion {
  readonly groupVersion: string;
  readonly plurals: ReadonlySet<string>;
}

/** More than any group has at a time; each costs a request. */
const maximumVersions = 10;

/** Versions of an APIGroup, the preferred first. What is not of the form GROUP/VERSION is none: it becomes part of a path. */
function versionsOf(group: string, raw: Readonly<Record<string, unknown>>): readonly string[] {
  const preferred = readNonEmptyText(readRecord(raw, 'preferredVersion'), 'groupVersion');
  const all = readList(raw, 'versions').flatMap((version) =>
    isRecord(version) ? (readNonEmptyText(version, 'groupVersion') ?? []) : [],
  );
  const versions = new Set([...(preferred === undefined ? [] : [preferred]), ...all]);
  return [...versions]
    .filter(
      (version) => version.startsWith(`${group}/`) && /^[a-z0-9]+$/.test(version.slice(group.length + 1)),
    )
    .slice(0, maximumVersions);
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

/**
 * Which of these resources the server has at all. To ask for their lists would not tell, since the API server answers 403 before it
 * knows whether something exists. Throws as {@link Transport.json} does.
 */
export async function discoverOptionalResources(
  transport: Transport,
  signal: AbortSignal,
): Promise<ReadonlyMap<OptionalResourceName, Resource>> {
  const raw = await transport.json('/apis', { signal });
  const groups = new Map(
    readList(isRecord(raw) ? raw : {}, 'groups')
      .filter(isRecord)
      .map((group) => [readNonEmptyText(group, 'name') ?? '', group]),
  );
  const wanted = new Set(optionalKinds.flatMap(({ apiGroups }) => apiGroups));
  const served = await Promise.all(
    [...wanted]
      .flatMap((name) => versionsOf(name, groups.get(name) ?? {}))
      .map((groupVersion) => readVersion(transport, groupVersion, signal)),
  );
  const found = new Map<OptionalResourceName, Resource>();
  for (const { name, apiGroups, plural, namespaced, project } of optionalKinds) {
    const version = apiGroups
      .flatMap((group) => served.filter(({ groupVersion }) => groupVersion.startsWith(`${group}/`)))
      .find(({ plurals }) => plurals.has(plural));
    if (version === undefined) continue;
    const [group = ''] = version.groupVersion.split('/');
    found.set(name, {
      name,
      plural,
      root: `/apis/${version.groupVersion}`,
      namespaced,
      project: (object) => project(group, object),
    });
  }
  return found;
}
