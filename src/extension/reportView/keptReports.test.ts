import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import type { Finding } from '../../core/finding/finding.ts';
import type { CommandPlace, ReportContent } from '../../protocol/reportProtocol.ts';
import { commandAt, repairsThat } from './commandAt.ts';
import { KeptReports, type Memory } from './keptReports.ts';

const finding: Finding = {
  code: 'port-not-listening',
  title: '',
  summary: '',
  severity: 'error',
  certainty: 'proven',
  hop: 'target',
  objects: [],
  causedBy: [],
  evidence: [{ source: 'api', vantage: 'API', command: 'kubectl get pod', excerpt: '' }],
  remediation: { text: '', commands: ['kubectl delete pod', 'kubectl apply | sh'] },
};
const diagnosis: Diagnosis = {
  question: {
    from: { kind: 'address', address: '10.0.0.1' },
    to: { kind: 'address', address: '10.0.0.2' },
    port: 80,
    protocol: 'TCP',
  },
  asOf: '2026-01-01T00:00:00Z',
  verdict: 'broken',
  headline: '',
  paths: [],
  findings: [finding],
  ruledOut: [],
  unverified: [],
  probes: [],
};

function contentOf(id: string, result: Partial<Diagnosis> = {}): ReportContent {
  return {
    kind: 'diagnosis',
    id,
    title: 'a → b',
    running: false,
    cancelled: false,
    milliseconds: 1,
    context: 'prod',
    live: true,
    held: true,
    mayAsk: [],
    question: diagnosis.question,
    diagnosis: { ...diagnosis, ...result },
    mermaid: 'flowchart LR',
  };
}

describe('the command at a place', () => {
  it.each<[CommandPlace, string | undefined]>([
    [{ finding: 0, from: 'repair', index: 1 }, 'kubectl apply | sh'],
    [{ finding: 0, from: 'evidence', index: 0 }, 'kubectl get pod'],
    [{ finding: 0, from: 'repair', index: 2 }, undefined],
    [{ finding: 1, from: 'repair', index: 0 }, undefined],
    [{ finding: 2 ** 53 - 1, from: 'evidence', index: 0 }, undefined],
  ])('%j is the own one of the extension', (place, expected) => {
    expect(commandAt(contentOf('a'), place)).toBe(expected);
  });

  it('is nowhere while there is no result', () => {
    const { diagnosis: _diagnosis, ...content } = contentOf('a') as Extract<
      ReportContent,
      { kind: 'diagnosis' }
    >;
    expect(commandAt(content, { finding: 0, from: 'repair', index: 0 })).toBeUndefined();
    expect(repairsThat(content, () => true)).toEqual([]);
  });

  it('is offered where a shell can run it', () => {
    expect(repairsThat(contentOf('a'), (command) => !command.includes('|'))).toEqual([[0]]);
  });
});

function memory(): Memory & { value: unknown } {
  const values: Memory & { value: unknown } = {
    value: undefined,
    get: () => values.value,
    update: (_key, value) => {
      values.value = JSON.parse(JSON.stringify(value));
      return Promise.resolve();
    },
  };
  return values;
}

describe('reports that are kept', () => {
  it('are found again as they were, the newest of one id', () => {
    const kept = new KeptReports(memory(), '1');
    kept.keep(contentOf('a', { headline: 'old' }));
    kept.keep(contentOf('b'));
    kept.keep(contentOf('a', { headline: 'new' }));
    expect(kept.get('a')).toEqual(contentOf('a', { headline: 'new' }));
    expect(kept.get('b')).toEqual(contentOf('b'));
    expect(kept.get('c')).toBeUndefined();
    kept.forget('a');
    expect(kept.get('a')).toBeUndefined();
  });

  it('are ten, the newest', () => {
    const kept = new KeptReports(memory(), '1');
    for (let index = 0; index < 12; index += 1) kept.keep(contentOf(String(index)));
    expect(['1', '2', '11'].map((id) => kept.get(id)?.id)).toEqual([undefined, '2', '11']);
  });

  it('are without their result when that is huge, and say so', () => {
    const kept = new KeptReports(memory(), '1');
    kept.keep(contentOf('a', { headline: 'x'.repeat(1_100_000) }));
    expect(kept.get('a')).toMatchObject({
      title: 'a → b',
      problem: expect.stringContaining('too large') as string,
    });
    expect(kept.get('a')).not.toHaveProperty('diagnosis');
    expect(kept.get('a')).not.toHaveProperty('mermaid');
  });

  it.each([['another version', '2'] as const])('are not those of %s', (_name, version) => {
    const values = memory();
    new KeptReports(values, '1').keep(contentOf('a'));
    expect(new KeptReports(values, version).get('a')).toBeUndefined();
  });

  it.each([null, 'x', { a: 1 }])('are none where something else is kept: %j', (value) => {
    const values = memory();
    values.value = value;
    const kept = new KeptReports(values, '1');
    expect(kept.get('a')).toBeUndefined();
    kept.keep(contentOf('a'));
    expect(kept.get('a')?.id).toBe('a');
  });
});
