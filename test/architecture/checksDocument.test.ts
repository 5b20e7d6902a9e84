import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checksDocument, checksDocumentFile } from '../../scripts/checksDocument.ts';

it('docs/checks.md says what the catalogue says', () => {
  expect(readFileSync(checksDocumentFile, 'utf8')).toBe(checksDocument());
});
