import { describeDuplicate } from '../text/readKubernetesYaml.ts';
import { describeRefusal, refusalsOf } from '../model/apiRefusals.ts';
import type { ResourceName } from '../model/coverage.ts';
import { podsOfWorkload, withHealthyStatus } from '../model/podsOfWorkload.ts';
import { projectEndpointSlice } from '../model/projectEndpointSlice.ts';
import { projectNamespace } from '../model/projectNamespace.ts';
import { projectNetworkPolicy } from '../model/projectNetworkPolicy.ts';
import { projectNode } from '../model/projectNode.ts';
import { projectOpaquePolicy } from '../model/projectOpaquePolicy.ts';
import { projectOtherPolicy } from '../model/projectOtherPolicy.ts';
import { projectPod } from '../model/projectPod.ts';
import { projectService } from '../model/projectService.ts';
import type { Projection } from '../model/projection.ts';
import { describeUnknownField, unknownFieldsOf } from '../model/unknownFields.ts';
import { type ObjectRole, roleOf } from './objectRoles.ts';
import { isRaw, type Raw, type RawObject } from './objectsOfDocuments.ts';

/** One object that was read, by its resource. */
export interface ReadValue {
  readonly resource: ResourceName;
  /** Of the type that the resource has. */
  readonly value: unknown;
}

/** What reading one object gave. */
export interface ObjectReading {
  readonly values: readonly ReadValue[];
  /** Resources of which it cannot be said what the object adds. */
  readonly unreadable: readonly ResourceName[];
  /** What is wrong with it, each with its place in the object. */
  readonly errors: readonly string[];
}

/** The namespace that kubectl would use for an object that names none. */
function inNamespace(raw: Raw): Raw {
  const metadata = isRaw(raw['metadata']) ? raw['metadata'] : {};
  return { ...raw, metadata: { ...metadata, namespace: metadata['namespace'] ?? 'default' } };
}

/** How messages call an object: `shop/rollout/web`. */
function titleOf({ kind, raw }: RawObject): string {
  const metadata = isRaw(raw['metadata']) ? raw['metadata'] : {};
  const { namespace, name } = metadata;
  const place = typeof namespace === 'string' ? `${namespace}/` : '';
  return `${place}${kind.toLowerCase()}/${typeof name === 'string' ? name : ''}`;
}

function one(resource: ResourceName, { value, errors }: Projection<unknown>): ObjectReading {
  if (value !== undefined) return { values: [{ resource, value }], unreadable: [], errors };
  // A projection without a value and without an error has nothing to tell.
  return { values: [], unreadable: errors.length > 0 ? [resource] : [], errors };
}

function refused(resource: ResourceName, errors: readonly string[]): ObjectReading {
  return { values: [], unreadable: [resource], errors };
}

function join(readings: readonly ObjectReading[]): ObjectReading {
  return {
    values: readings.flatMap(({ values }) => values),
    unreadable: readings.flatMap(({ unreadable }) => unreadable),
    errors: readings.flatMap(({ errors }) => errors),
  };
}

function readBasic(object: RawObject, resource: ResourceName): Projection<unknown> {
  const { raw, isListed } = object;
  switch (resource) {
    case 'namespaces':
      return projectNamespace({ status: { phase: 'Active' }, ...raw });
    case 'nodes':
      return projectNode(raw);
    case 'pods':
      return projectPod(inNamespace(isListed ? raw : (withHealthyStatus(raw) as Raw)));
    case 'services':
      return projectService(inNamespace(raw));
    case 'endpointslices':
      return projectEndpointSlice(inNamespace(raw));
    default:
      return projectNetworkPolicy(inNamespace(raw));
  }
}

/** The pods that a workload stands for. What is wrong with their template is told once. */
function readPods({ raw }: RawObject): ObjectReading {
  const { values, unreadable, errors } = join(
    (podsOfWorkload(raw) ?? []).map((pod) => one('pods', projectPod(inNamespace(pod as Raw)))),
  );
  const [first = ''] = errors;
  const of = first.slice(0, first.indexOf(': '));
  return { values, unreadable, errors: errors.filter((error) => error.startsWith(`${of}:`)) };
}

/** Whether an object of a kind that is not known makes pods: it holds a pod template. */
function hasPodTemplate(raw: Raw): boolean {
  const spec = isRaw(raw['spec']) ? raw['spec'] : {};
  const template = isRaw(spec['template']) ? spec['template'] : {};
  const inner = isRaw(template['spec']) ? template['spec'] : {};
  return Array.isArray(inner['containers']);
}

function readByRole(object: RawObject, role: ObjectRole, standsForPods: boolean): ObjectReading {
  const { raw, kind, apiGroup } = object;
  switch (role.role) {
    case 'basic':
      return one(role.resource, readBasic(object, role.resource));
    case 'routing': {
      const { resource, namespaced, project } = role.kind;
      const own = one(resource, project(namespaced ? inNamespace(raw) : raw));
      // A workload stands for its pods as well.
      const isWorkload = resource === 'jobs' || resource === 'replicasets';
      return isWorkload && standsForPods ? join([own, readPods(object)]) : own;
    }
    case 'policy': {
      const { resource, namespaced } = role.kind;
      const projected = projectOtherPolicy(resource, apiGroup, namespaced ? inNamespace(raw) : raw);
      return one(resource, projected);
    }
    case 'unknown-policy': {
      // Whether the kind has namespaces nobody knows: one that names none may concern all of them.
      const metadata = isRaw(raw['metadata']) ? raw['metadata'] : {};
      const { value, errors } = projectOpaquePolicy(apiGroup, kind, metadata['namespace'] !== undefined, raw);
      const named = value === undefined ? undefined : { ...value, name: `${kind}.${apiGroup} ${value.name}` };
      return one('otherapipolicies', named === undefined ? { errors } : { value: named, errors });
    }
    case 'workload':
      return standsForPods ? readPods(object) : join([]);
    case 'unserved':
      return refused(role.resource, [
        `${titleOf(object)}: Kubernetes serves no ${kind} of the API ${apiGroup} any more, and refuses it`,
      ]);
    case 'other':
      if (!hasPodTemplate(raw)) return join([]);
      return refused('pods', [
        `${titleOf(object)}: makes pods from its template, and what they are is not known for ${kind}.${apiGroup}`,
      ]);
  }
}

/** The resource that is not known when an object is refused as a whole. */
function resourceOf(role: ObjectRole): ResourceName | undefined {
  switch (role.role) {
    case 'basic':
    case 'unserved':
      return role.resource;
    case 'routing':
    case 'policy':
      return role.kind.resource;
    case 'workload':
      return 'pods';
    case 'unknown-policy':
      return 'otherapipolicies';
    case 'other':
      return undefined;
  }
}

/**
 * Reads one object of a document. Never throws. What somebody wrote is held against the API's own rules; what a server gave out has
 * passed them.
 * @param standsForPods whether a workload has no pods beside it, and so stands for them
 */
export function readObject(object: RawObject, standsForPods: boolean): ObjectReading {
  const { kind, apiGroup, raw, isListed, duplicates } = object;
  const role = roleOf(object);
  const resource = resourceOf(role);
  if (resource === undefined && !hasPodTemplate(raw)) return join([]);
  if (isListed) return readByRole(object, role, standsForPods);
  const problems = [
    ...duplicates.map(describeDuplicate),
    ...refusalsOf(kind, apiGroup, raw).map(describeRefusal),
  ].map((problem) => `${titleOf(object)}: ${problem}`);
  const unknown = unknownFieldsOf(kind, apiGroup, raw).map(
    (field) => `${titleOf(object)}: ${describeUnknownField(field)}`,
  );
  if (problems.length > 0) return refused(resource ?? 'pods', [...problems, ...unknown]);
  const reading = readByRole(object, role, standsForPods);
  return { ...reading, errors: [...unknown, ...reading.errors] };
}
