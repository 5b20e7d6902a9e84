import type { Pod } from '../model/clusterSnapshot.ts';
import { podsOfWorkload, withHealthyStatus } from '../model/podsOfWorkload.ts';
import { projectPod } from '../model/projectPod.ts';
import { isRecord, readRecord, type RawObject } from '../model/readField.ts';
import type { FieldPath, ManifestObject } from './manifestObject.ts';

/** Where the spec of the pods stands in each kind that makes pods, by API version and kind. */
const podSpecPaths: Readonly<Record<string, FieldPath>> = {
  'v1/Pod': ['spec'],
  'v1/ReplicationController': ['spec', 'template', 'spec'],
  'apps/v1/Deployment': ['spec', 'template', 'spec'],
  'apps/v1/StatefulSet': ['spec', 'template', 'spec'],
  'apps/v1/DaemonSet': ['spec', 'template', 'spec'],
  'apps/v1/ReplicaSet': ['spec', 'template', 'spec'],
  'batch/v1/Job': ['spec', 'template', 'spec'],
  'batch/v1/CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** Where an object says what its pods are like; `undefined` when it makes none. */
export function podSpecPath({ apiVersion, kind }: ManifestObject): FieldPath | undefined {
  const key = `${apiVersion}/${kind}`;
  return Object.hasOwn(podSpecPaths, key) ? podSpecPaths[key] : undefined;
}

/** The object at the end of a way; an empty one where there is none. */
export function recordAt(raw: RawObject, path: FieldPath): RawObject {
  let value: unknown = raw;
  for (const step of path) {
    value = isRecord(value) || Array.isArray(value) ? Reflect.get(value, step) : undefined;
  }
  return isRecord(value) ? value : {};
}

/** The labels, namespace and template of a workload with one replica, whatever it asks for now. */
function withOneReplica(raw: RawObject, namespace: string): RawObject {
  const metadata = { ...readRecord(raw, 'metadata'), namespace };
  const spec = { ...readRecord(raw, 'spec'), replicas: 1, parallelism: 1 };
  return { ...raw, metadata, spec };
}

const pods = new WeakMap<ManifestObject, { readonly namespace: string; readonly pod: Pod | undefined }>();

/** The pod that a workload of a manifest would make, as if it ran; `undefined` for what makes none. */
export function templatePod(object: ManifestObject, namespace: string): Pod | undefined {
  const known = pods.get(object);
  if (known?.namespace === namespace) return known.pod;
  const pod = makePod(object, namespace);
  pods.set(object, { namespace, pod });
  return pod;
}

function makePod(object: ManifestObject, namespace: string): Pod | undefined {
  if (podSpecPath(object) === undefined) return undefined;
  const raw = withOneReplica(object.raw, namespace);
  if (object.kind === 'Pod') {
    const { status: _status, ...rest } = object.raw;
    return projectPod(withHealthyStatus({ ...rest, metadata: raw['metadata'] })).value;
  }
  const [pod] = podsOfWorkload(raw) ?? [];
  return projectPod(pod).value;
}
