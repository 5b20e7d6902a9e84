import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/core/diagnosis/diagnose.ts';
import { snapshotFromDocument } from '../../src/core/model/snapshotConversion.ts';
import { readCase } from '../../src/core/report/readCase.ts';

/** What a recorded case has to come to. */
interface Expected {
  readonly verdict: string;
  /** The codes of all findings, in order. */
  readonly findings: readonly string[];
}

const folder = import.meta.dirname;

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** Diagnoses a recorded case again, with nothing but what stands in its file. */
function check(recorded: unknown, expected: Expected): void {
  const { value, errors } = readCase(recorded);
  expect(errors).toEqual([]);
  const snapshot = snapshotFromDocument(value!.snapshot);
  expect(snapshot.errors).toEqual([]);
  const { diagnosis, wanted } = diagnose(value!.question, snapshot.value!, value!.observations);
  expect({
    verdict: diagnosis.verdict,
    findings: diagnosis.findings.map(({ code }) => code),
  }).toEqual(expected);
  // Whatever is asked for now was asked for then, so the replay is as complete as the recording.
  expect(wanted).toEqual([]);
}

const names = (ending: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();

describe('cases recorded on a real cluster (node test/cluster/suite/main.ts --record)', () => {
  it('each have an expectation, and each expectation its case', () => {
    expect(names('.case.json')).not.toEqual([]);
    expect(names('.expected.json')).toEqual(names('.case.json'));
  });

  it.each(names('.case.json'))('%s', (name) => {
    check(read(`${name}.case.json`), read(`${name}.expected.json`) as Expected);
  });
});
