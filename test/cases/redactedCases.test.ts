import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCase } from '../../src/core/documents/readCase.ts';
import { snapshotFromDocument } from '../../src/core/documents/snapshotConversion.ts';
import { writeCase } from '../../src/core/documents/writeCase.ts';
import { diagnose } from '../../src/core/diagnosis/diagnose.ts';

const folder = import.meta.dirname;
const ending = '.case.json';
const names = readdirSync(folder)
  .filter((file) => file.endsWith(ending))
  .map((file) => file.slice(0, -ending.length));

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** What has no credential in it must be told as before: redaction may not eat what a diagnosis needs. */
it.each(names)('%s says the same when it is written again, without credentials', (name) => {
  const recorded = readCase(read(`${name}${ending}`)).value!;
  const snapshot = snapshotFromDocument(recorded.snapshot).value!;
  const before = diagnose(recorded.question, snapshot, recorded.observations);
  const written = readCase(
    JSON.parse(JSON.stringify(writeCase(recorded.question, snapshot, recorded.observations))),
  ).value!;
  const after = diagnose(
    written.question,
    snapshotFromDocument(written.snapshot).value!,
    written.observations,
  );
  expect(after).toEqual(before);
});
