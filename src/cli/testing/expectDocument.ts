import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { documentSchemas } from '../../core/documents/documentSchemas.ts';

const ajv = new Ajv2020({ strict: true });
/** Expects a text to be a document of the named schema. */
export function expectDocument(text: string, name: string): void {
  const schema = documentSchemas[`${name}.v1.json`];
  if (schema === undefined) throw new Error(`there is no schema ${name}`);
  const validate = ajv.getSchema(`urn:podpath:${name}:v1`) ?? ajv.compile(schema);
  expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
}
