import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { documentSchemas } from '../../core/report/documentSchemas.ts';

const ajv = new Ajv2020({ strict: true });
/** Expects a text to be a document of the named schema. */
export function expectDocument(text: string, name: string): void {
  const validate =
    ajv.getSchema(`urn:podpath:${name}:v1`) ?? ajv.compile(documentSchemas[`${name}.v1.json`]!);
  expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
}
