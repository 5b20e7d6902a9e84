import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import { within } from './readField.ts';
import { readController } from './readController.ts';
import type { WorkloadOwner } from './workloadOwner.ts';

/** Reads the metadata of a ReplicaSet or Job (meta/v1 PartialObjectMetadata, or the whole object). Never throws. */
export function projectWorkloadOwner(kind: WorkloadOwner['kind'], raw: unknown): Projection<WorkloadOwner> {
  return projectObject(kind.toLowerCase(), 'namespaced', raw, ({ metadata }, report) => {
    const owner = readController(metadata.raw, within(report, 'metadata'));
    return {
      kind,
      namespace: metadata.namespace,
      name: metadata.name,
      ...(owner === undefined ? {} : { owner }),
    };
  });
}
