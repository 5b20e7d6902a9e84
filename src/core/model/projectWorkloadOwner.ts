import { makerOfReplicaSet } from './podWorkload.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import { within } from './readField.ts';
import { readController } from './readController.ts';
import type { WorkloadOwner } from './workloadOwner.ts';

/**
 * Reads the metadata of a ReplicaSet or Job (meta/v1 PartialObjectMetadata, or the whole object). Never throws. There is neither
 * a value nor an error for one whose pods tell the same: a Deployment keeps ten old ReplicaSets, so a large cluster has tens of
 * thousands that nobody would ever ask about.
 */
export function projectWorkloadOwner(kind: WorkloadOwner['kind'], raw: unknown): Projection<WorkloadOwner> {
  return projectObject(kind.toLowerCase(), 'namespaced', raw, ({ metadata }, report) => {
    const owner = readController(metadata.raw, within(report, 'metadata'));
    const told = makerOfReplicaSet({ kind, name: metadata.name }, metadata.labels);
    if (told.kind === (owner?.kind ?? kind) && told.name === (owner?.name ?? metadata.name)) return undefined;
    return {
      kind,
      namespace: metadata.namespace,
      name: metadata.name,
      ...(owner === undefined ? {} : { owner }),
    };
  });
}
