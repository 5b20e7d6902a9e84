import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../diagnosis/diagnose.ts';
import { snapshotFromDocument } from './snapshotConversion.ts';
import { documentSchemas } from './documentSchemas.ts';
import { readCase } from './readCase.ts';
import { exampleDiagnoses } from '../report/testing/exampleDiagnoses.ts';
import { writeCase } from './writeCase.ts';

const validate = new Ajv2020({ strict: true }).compile(documentSchemas['case.v1.json']!);

describe.each(Object.entries(exampleDiagnoses))('the case of the diagnosis %s', (_name, example) => {
  const { question, snapshot, observations, diagnosis } = example;
  const text = JSON.stringify(writeCase(question, snapshot, observations));

  it('is a document of its schema', () => {
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('replays to the same diagnosis, with no probe wanted', () => {
    const { value, errors } = readCase(JSON.parse(text));
    expect(errors).toEqual([]);
    const slice = snapshotFromDocument(value!.snapshot).value!;
    const step = diagnose(value!.question, slice, value!.observations);
    expect(step.wanted).toEqual([]);
    expect(step.diagnosis).toEqual(diagnosis);
  });
});

describe('writeCase', () => {
  it('removes secrets from what probes printed', () => {
    const { question, snapshot, observations } = exampleDiagnoses.reachable;
    const leaking = observations.map((observation) => ({
      ...observation,
      stderr: 'DB_PASSWORD=hunter2\nAuthorization: Bearer abcdefghijkl',
    }));
    const text = JSON.stringify(writeCase(question, snapshot, leaking));
    expect(text).not.toMatch(/hunter2|abcdefghijkl/);
    expect(text).toContain('DB_PASSWORD=[removed]');
  });
});
