import type { JsonSchema, Shape } from './shape.ts';
import { snapshotShape } from './snapshotShape.ts';
import { changesShape } from './changesDocument.ts';
import { policyConnectionsShape } from './connectionsDocument.ts';
import { policyDifferenceShape } from './differenceDocument.ts';
import { policyMatrixShape } from './matrixDocument.ts';
import { caseShape } from './caseShape.ts';
import { diagnosisShape } from './diagnosisDocument.ts';
import { mapShape } from './mapDocument.ts';
import { policyQueryShape } from './policyQueryDocument.ts';
import { traceShape } from './traceDocument.ts';

function standalone(name: string, { schema }: Shape<unknown>): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:podpath:${name}:v1`,
    title: `podpath/${name}/v1`,
    ...schema,
  };
}

/** The JSON schema of every document that leaves the program, by the name of its file in schemas/. */
export const documentSchemas: Readonly<Record<string, JsonSchema>> = {
  'snapshot.v1.json': standalone('snapshot', snapshotShape),
  'case.v1.json': standalone('case', caseShape),
  'diagnosis.v1.json': standalone('diagnosis', diagnosisShape),
  'trace.v1.json': standalone('trace', traceShape),
  'map.v1.json': standalone('map', mapShape),
  'changes.v1.json': standalone('changes', changesShape),
  'policy-query.v1.json': standalone('policy-query', policyQueryShape),
  'policy-matrix.v1.json': standalone('policy-matrix', policyMatrixShape),
  'policy-connections.v1.json': standalone('policy-connections', policyConnectionsShape),
  'policy-difference.v1.json': standalone('policy-difference', policyDifferenceShape),
};
