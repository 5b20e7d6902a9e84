import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/core/diagnosis/diagnose.ts';
import { traceService } from '../../src/core/trace/traceService.ts';
import type { ClusterSnapshot } from '../../src/core/model/clusterSnapshot.ts';
import { snapshotFromDocument } from '../../src/core/documents/snapshotConversion.ts';
import type { CaseFile } from '../../src/core/documents/caseFile.ts';
import { diagnosisDocument } from '../../src/core/documents/diagnosisDocument.ts';
import { readCase } from '../../src/core/documents/readCase.ts';
import { isEngineResult } from '../../src/protocol/readEngineMessage.ts';
import { troubledHops } from './troubledHops.ts';

/** What a recorded case has to come to. */
interface Expected {
  readonly verdict: string;
  /** The verdict of each path with its hops in trouble, see {@link troubledHops}. */
  readonly paths: readonly string[];
  /** The codes of all findings, in order. */
  readonly findings: readonly string[];
  /** The commands that the first of them proposes. */
  readonly repair: readonly string[];
}

const folder = import.meta.dirname;

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** Reads a case, and its snapshot, of which nothing may be unreadable. */
function open(recorded: unknown): { recordedCase: CaseFile; snapshot: ClusterSnapshot } {
  const { value, errors } = readCase(recorded);
  expect(errors).toEqual([]);
  const snapshot = snapshotFromDocument(value!.snapshot);
  expect(snapshot.errors).toEqual([]);
  return { recordedCase: value!, snapshot: snapshot.value! };
}

/** Diagnoses a recorded case again, with nothing but what stands in its file. */
function check(recorded: unknown, expected: Expected): void {
  const { recordedCase, snapshot } = open(recorded);
  const { question, observations } = recordedCase;
  const { diagnosis, wanted } = diagnose(question, snapshot, observations);
  expect({
    verdict: diagnosis.verdict,
    paths: troubledHops(diagnosisDocument(diagnosis)),
    findings: diagnosis.findings.map(({ code }) => code),
    repair: diagnosis.findings[0]?.remediation.commands ?? [],
  }).toEqual(expected);
  // The editor takes an answer of the engine only as it knows them.
  expect(isEngineResult('diagnose', structuredClone(diagnosis))).toBe(true);
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

describe('the demo (node scripts/recordDemo.ts)', () => {
  const demo = join('..', '..', 'media', 'demo.case.json');

  it('opens with a Service that selects nothing', () => {
    check(read(demo), {
      verdict: 'broken',
      paths: ['broken, service broken, endpoints broken, proxy unknown'],
      findings: ['service-selector-matches-nothing'],
      repair: [
        `kubectl patch service -n shop recommendations --type merge -p '{"spec":{"selector":{"app":"recommendations"}}}'`,
      ],
    });
  });

  it('has everything that a trace of each of its Services asks for', () => {
    const { recordedCase, snapshot } = open(read(demo));
    const services = ['shop', 'data', 'ops'].flatMap((name) => [
      ...snapshot.namespaces.get(name)!.services.values(),
    ]);
    expect(services.length).toBeGreaterThan(5);
    for (const { namespace, name } of services) {
      const service = { kind: 'service', namespace, name } as const;
      const { wanted } = traceService(service, snapshot, recordedCase.observations);
      expect(wanted, `${namespace}/${name}`).toEqual([]);
    }
  });
});
