import { describe, expect, it } from 'vitest';
import { formatPart, type SuiteCounts, type SuitePart } from '../test/suiteCounts.ts';
import { runSuite } from './runSuite.ts';

interface Expected {
  counts: SuiteCounts;
  skips?: string[];
  parts?: SuitePart[];
  printed?: string[];
}

/** Runs a suite whose program is given as text, and compares what became of it. */
async function check(
  program: string,
  { counts, skips = [], parts = [], printed }: Expected,
  { limitMilliseconds = 20_000, hasCounts = true } = {},
): Promise<void> {
  const lines: string[] = [];
  const outcome = await runSuite(
    {
      command: [process.execPath, '--eval', program],
      cwd: import.meta.dirname,
      environment: process.env,
      limitMilliseconds,
      signal: new AbortController().signal,
      hasCounts,
    },
    (line) => lines.push(line),
  );
  expect(outcome.counts).toEqual(counts);
  expect(outcome.skips).toEqual(skips);
  expect(outcome.parts).toEqual(parts);
  if (printed !== undefined) expect(lines).toEqual(printed);
}

describe('runSuite', () => {
  it('takes the counts and passes everything else on', async () => {
    await check("console.log('a test'); console.log('2 passed, 0 failed, 0 skipped')", {
      counts: { passed: 2, failed: 0, skipped: 0 },
      printed: ['a test'],
    });
  });

  it('collects what was skipped, with the reason', async () => {
    await check("console.log('skipped: cluster — no Go'); console.log('2 passed, 0 failed, 1 skipped')", {
      counts: { passed: 2, failed: 0, skipped: 1 },
      skips: ['skipped: cluster — no Go'],
    });
  });

  it('counts a status other than 0 as a failure', async () => {
    await check("console.log('2 passed, 0 failed, 0 skipped'); process.exitCode = 3", {
      counts: { passed: 2, failed: 1, skipped: 0 },
    });
  });

  it('counts a suite without counts as a failure', async () => {
    await check("console.log('all is well')", {
      counts: { passed: 0, failed: 1, skipped: 0 },
      printed: ['all is well', 'the suite ended with status 0 and without counts'],
    });
  });

  it('ends a suite that hangs', async () => {
    await check(
      'setInterval(() => undefined, 1000)',
      { counts: { passed: 0, failed: 1, skipped: 0 } },
      { limitMilliseconds: 200 },
    );
  });

  it('tells what the parts of a suite took', async () => {
    const line = formatPart({ title: 'scenes side by side', seconds: 12.34 });
    await check(`console.log('${line}'); console.log('1 passed, 0 failed, 0 skipped')`, {
      counts: { passed: 1, failed: 0, skipped: 0 },
      parts: [{ title: 'scenes side by side', seconds: 12.3 }],
      printed: [],
    });
  });

  for (const [status, failed] of [
    [0, 0],
    [1, 1],
  ] as const) {
    it(`judges a check without counts by its status ${status}`, async () => {
      await check(
        `console.error('a word'); process.exitCode = ${status}`,
        { counts: { passed: 0, failed, skipped: 0 }, printed: ['a word'] },
        { hasCounts: false },
      );
    });
  }
});
