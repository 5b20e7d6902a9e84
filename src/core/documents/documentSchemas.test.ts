import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { arbitraryOfSchema } from './testing/arbitraryOfSchema.ts';
import { snapshotShape } from './snapshotShape.ts';
import { changesShape } from './changesDocument.ts';
import { policyConnectionsShape } from './connectionsDocument.ts';
import { policyDifferenceShape } from './differenceDocument.ts';
import { policyMatrixShape } from './matrixDocument.ts';
import { caseShape } from './caseShape.ts';
import { diagnosisShape } from './diagnosisDocument.ts';
import { documentSchemas } from './documentSchemas.ts';
import { mapShape } from './mapDocument.ts';
import { policyQueryShape } from './policyQueryDocument.ts';
import { traceShape } from './traceDocument.ts';

const shapes = {
  'snapshot.v1.json': snapshotShape,
  'case.v1.json': caseShape,
  'diagnosis.v1.json': diagnosisShape,
  'trace.v1.json': traceShape,
  'map.v1.json': mapShape,
  'changes.v1.json': changesShape,
  'policy-query.v1.json': policyQueryShape,
  'policy-matrix.v1.json': policyMatrixShape,
  'policy-connections.v1.json': policyConnectionsShape,
  'policy-difference.v1.json': policyDifferenceShape,
};

describe.each(Object.entries(documentSchemas))('schemas/%s', { timeout: 60_000 }, (name, schema) => {
  const file = new URL(`../../../schemas/${name}`, import.meta.url);
  const shape = shapes[name as keyof typeof shapes];

  it('is what the shape says (vitest -u writes it)', async () => {
    const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 110 });
    await expect(text).toMatchFileSnapshot(file.pathname);
  });

  it('accepts exactly what the program reads', async () => {
    const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
    const validate = ajv.compile(JSON.parse(await readFile(file, 'utf8')) as object);
    fc.assert(
      fc.property(arbitraryOfSchema(shape.schema), fc.anything(), (document, other) => {
        const errors: string[] = [];
        expect(shape.read(document, '$', errors)).toEqual(document);
        expect(errors).toEqual([]);
        expect(validate(document)).toBe(true);
        const otherErrors: string[] = [];
        expect(validate(other)).toBe(
          shape.read(other, '$', otherErrors) !== undefined && otherErrors.length === 0,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('refuses a document with a field too many', () => {
    const [document] = fc.sample(arbitraryOfSchema(shape.schema), { numRuns: 1, seed: 1 });
    const errors: string[] = [];
    shape.read({ ...(document as object), password: 'x' }, '$', errors);
    expect(errors).toEqual(['$.password: unknown field']);
  });
});
