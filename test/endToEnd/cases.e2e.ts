import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { projectFolder } from '../../scripts/projectFolder.ts';
import { faults } from '../cluster/faults/faults.ts';
import { policyFaults } from '../cluster/faults/policyFaults.ts';
import { openWorkbench } from './openWorkbench.ts';
import { askThroughPalette, codesOf, finishedReport } from './paletteQuestion.ts';

// Cases that were recorded on a real cluster, as somebody opens them who got them from somebody else: one of each area. All of
// them are replayed in test/cases.

const folder = join(projectFolder, 'test', 'cases');

/** An end of a recorded question. */
interface RecordedEnd {
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly address?: string;
}

/** The part of a case file, and of its expectation, that is read here. */
interface RecordedCase {
  readonly question: {
    readonly from: RecordedEnd;
    readonly to: RecordedEnd;
    readonly port?: number | string;
    readonly protocol: string;
  };
  readonly expected: { readonly verdict: string; readonly findings: readonly string[] };
}

function readRecorded(name: string): RecordedCase {
  const read = (ending: string): unknown =>
    JSON.parse(readFileSync(join(folder, `${name}.${ending}`), 'utf8'));
  const { question } = read('case.json') as Pick<RecordedCase, 'question'>;
  return { question, expected: read('expected.json') as RecordedCase['expected'] };
}

/** How the palette lists an end; what is gone is in no list and typed as a reference. */
function label({ kind, namespace, name = '', address }: RecordedEnd, isGone: boolean): string {
  if (address !== undefined) return address;
  if (namespace === undefined) return name;
  return isGone ? `${namespace}/${kind}/${name}` : `${namespace}/${name}`;
}

const codes = new Set([...faults, ...policyFaults].map(({ code }) => code));
const names = [
  'coredns-no-endpoints',
  'endpoints-none-ready',
  'node-pod-route-missing',
  'policy-ingress-denied',
  'proxy-rules-stale',
  'published-not-ready',
  'service-target-port-wrong',
];

describe('a recorded case', () => {
  const workbench = openWorkbench({});

  for (const name of names) {
    const alsoAsked = codes.has(name);
    it(`${name} opens with its answer${alsoAsked ? ', and gives it through the palette too' : ''}`, async () => {
      const { question, expected } = readRecorded(name);
      await workbench().runCommand('View: Close All Editors');
      const file = join(folder, `${name}.case.json`);
      await workbench().openThroughDialog('Podpath: Open Case File', 'Open Case File', file);
      const report = await finishedReport(workbench());
      assert.deepEqual(await codesOf(report), expected.findings);
      await report.getByRole('status').getByText(expected.verdict, { exact: false }).first().waitFor();
      if (!alsoAsked) return;
      await workbench().runCommand('View: Close All Editors');
      const isGone = name === 'pod-missing';
      const asked = await askThroughPalette(workbench(), {
        from: label(question.from, isGone),
        to: label(question.to, isGone),
        port: `${question.port ?? ''}/${question.protocol}`,
      });
      assert.deepEqual(await codesOf(asked), expected.findings);
    });
  }
});
