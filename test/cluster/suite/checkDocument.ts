import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { projectFolder } from '../../../scripts/projectFolder.ts';

const ajv = new Ajv2020({ allErrors: true, strict: false });
const validators = new Map<string, ValidateFunction>();

/**
 * Holds a document against its schema in schemas/ and says what does not fit; '' when everything does.
 * @param schema name of the schema without its ending: `diagnosis.v1`
 */
export function checkDocument(schema: string, document: unknown): string {
  let validate = validators.get(schema);
  if (validate === undefined) {
    const file = join(projectFolder, 'schemas', `${schema}.json`);
    validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
    validators.set(schema, validate);
  }
  return validate(document) ? '' : ajv.errorsText(validate.errors, { separator: '; ' });
}
