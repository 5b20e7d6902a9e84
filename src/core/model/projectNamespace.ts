import type { Namespace } from './clusterSnapshot.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import { readNonEmptyText, within } from './readField.ts';

/** Reads a v1 Namespace. Never throws. */
export function projectNamespace(raw: unknown): Projection<Namespace> {
  return projectObject('namespace', 'cluster', raw, ({ metadata, status }, report) => ({
    name: metadata.name,
    labels: metadata.labels,
    phase: readNonEmptyText(status, 'phase', within(report, 'status')) ?? 'Active',
  }));
}
