import type { ClusterSnapshot, Pod, Service } from '../model/clusterSnapshot.ts';
import { isComplete, type ResourceName } from '../model/coverage.ts';
import type { Labels } from '../model/labels.ts';
import { projectService } from '../model/projectService.ts';
import { isRecord } from '../model/readField.ts';
import type { ManifestObject } from './manifestObject.ts';
import { indexPods, type PodIndex } from '../model/podIndex.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import { templatePod } from './podTemplates.ts';

/** The pod template of a workload that is in the cluster, whether it has pods or not. */
export interface LiveWorkload {
  readonly kind: string;
  readonly name: string;
  readonly templateLabels: Labels;
}

/** What a manifest is read against. */
export interface ManifestContext {
  readonly snapshot: ClusterSnapshot;
  /** The namespace of objects that name none: that of the kubeconfig's context. */
  readonly defaultNamespace: string;
  /** Everything that the author has at hand beside the object itself: the same text, other open texts, its folder. */
  readonly authored: readonly ManifestObject[];
  /**
   * The workloads of a namespace. `pending`: asked for, not known yet. `unavailable`: they cannot be read.
   * A Service whose workload is scaled to zero selects no pod, and nothing is wrong with it.
   */
  readonly workloads: (namespace: string) => readonly LiveWorkload[] | 'pending' | 'unavailable';
}

/** The namespace that an object is in, or would be in once it is applied. */
export function namespaceOf(object: ManifestObject, context: ManifestContext): string {
  return object.namespace ?? context.defaultNamespace;
}

/** `in shop`; of a namespace that the manifest does not name, where the name comes from. */
export function namespaceWords(object: ManifestObject, context: ManifestContext): string {
  const name = namespaceOf(object, context);
  return object.namespace === undefined ? `${name}, the namespace of the context` : name;
}

/** Why the absence of an object proves nothing, e.g. `pods: forbidden`; `undefined` when it proves something. */
export function whyUnknown(
  { coverage }: ClusterSnapshot,
  resource: ResourceName,
  namespace: string,
): string | undefined {
  if (isComplete(coverage, resource, namespace)) return undefined;
  const { state } = coverage[resource];
  return `${resource}: ${state === 'complete' ? 'not read in this namespace' : state}`;
}

/** Whether the cluster is known to lack a namespace. */
export function namespaceIsMissing({ coverage, namespaces }: ClusterSnapshot, name: string): boolean {
  return isComplete(coverage, 'namespaces') && namespaces.get(name)?.namespace === undefined;
}

/** The pods of a namespace as far as they are known. */
export function podsIn(snapshot: ClusterSnapshot, namespace: string): readonly Pod[] {
  return [...(snapshot.namespaces.get(namespace)?.pods.values() ?? [])];
}

const indexes = new WeakMap<ReadonlyMap<string, Pod>, PodIndex>();

/** The pods of a namespace that an equality selector matches, finished ones included. */
export function podsSelected(snapshot: ClusterSnapshot, namespace: string, selector: Labels): readonly Pod[] {
  const partition = snapshot.namespaces.get(namespace);
  if (partition === undefined) return [];
  // Unchanged pods keep their map from snapshot to snapshot, so the index is made once for each change of them.
  const index = indexes.get(partition.pods) ?? indexPods(partition);
  indexes.set(partition.pods, index);
  return index.select(selector);
}

/** The pods that a Service selects now, finished ones left out; `undefined` when it has no selector. */
export function livePods(snapshot: ClusterSnapshot, service: Service): readonly Pod[] | undefined {
  const { namespace, selector } = service;
  return selector && podsSelected(snapshot, namespace, selector).filter(isAlive);
}

/** The Service of the cluster by its name. */
export function liveService(snapshot: ClusterSnapshot, namespace: string, name: string): Service | undefined {
  return snapshot.namespaces.get(namespace)?.services.get(name);
}

/** Whether an object is a Service of the core API, and not, for example, one of Knative. */
export function isService({ apiVersion, kind }: ManifestObject): boolean {
  return apiVersion === 'v1' && kind === 'Service';
}

/** An object with the namespace in it that the API would give it. */
export function withNamespace(object: ManifestObject, namespace: string): Readonly<Record<string, unknown>> {
  const metadata = isRecord(object.raw['metadata']) ? object.raw['metadata'] : {};
  return { ...object.raw, metadata: { ...metadata, namespace } };
}

const services = new WeakMap<ManifestObject, Map<string, Service | undefined>>();

/** An object read as a Service of a namespace, once. */
function serviceIn(object: ManifestObject, namespace: string): Service | undefined {
  const known = services.get(object) ?? new Map<string, Service | undefined>();
  services.set(object, known);
  if (!known.has(namespace)) known.set(namespace, projectService(withNamespace(object, namespace)).value);
  return known.get(namespace);
}

/** A Service as its manifest wants it; `undefined` when it is none, or cannot be read. */
export function authoredService(object: ManifestObject, context: ManifestContext): Service | undefined {
  return isService(object) ? serviceIn(object, namespaceOf(object, context)) : undefined;
}

/**
 * Whether something at hand may be meant for a namespace: it names the same, or one of the two names none, as the parts of
 * an overlay do not.
 * @param named whether the asking object names its namespace
 */
function mayBeIn(object: ManifestObject, namespace: string, named: boolean): boolean {
  return !named || object.namespace === undefined || object.namespace === namespace;
}

/** The Services that the author has at hand in a namespace. */
export function authoredServices(
  context: ManifestContext,
  namespace: string,
  named = true,
): readonly Service[] {
  return context.authored
    .filter((object) => isService(object) && mayBeIn(object, namespace, named))
    .flatMap((object) => serviceIn(object, namespace) ?? []);
}

/** The names of the Services that the author has at hand in a namespace, readable or not. */
export function authoredServiceNames(
  context: ManifestContext,
  namespace: string,
  named = true,
): readonly string[] {
  return context.authored
    .filter((object) => isService(object) && mayBeIn(object, namespace, named))
    .map(({ name }) => name);
}

/** The pods that the author's workloads would make in a namespace: one for each template. */
export function authoredPods(context: ManifestContext, namespace: string, named = true): readonly Pod[] {
  return context.authored
    .filter((object) => mayBeIn(object, namespace, named))
    .flatMap((object) => templatePod(object, namespace) ?? []);
}
