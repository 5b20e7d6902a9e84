import { formatSkip, type SuiteCounts } from '../../suiteCounts.ts';

/** One test of the suite. */
export interface SuiteTest {
  readonly name: string;
  /** Nothing else may run meanwhile. */
  readonly exclusive?: boolean;
  /** Why it cannot run on this machine. */
  readonly skippedBecause?: string;
  readonly run: () => Promise<void>;
}

/** Tests that share the machine's cores at a time; pods take most of their time to start, not to compute. */
const parallelTests = 4;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * Runs tests, those that need the cluster for themselves after the others, and prints a line for each. What comes
 * after an interruption is neither run nor counted.
 */
export async function runTests(tests: readonly SuiteTest[], signal: AbortSignal): Promise<SuiteCounts> {
  const counts: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  const isInterrupted = (): boolean => signal.aborted;
  const runOne = async (test: SuiteTest): Promise<void> => {
    if (isInterrupted()) return;
    if (test.skippedBecause !== undefined) {
      counts.skipped += 1;
      say(formatSkip(test.name, test.skippedBecause));
      return;
    }
    const started = performance.now();
    const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
    try {
      await test.run();
      counts.passed += 1;
      say(`  passed  ${test.name} (${seconds()})`);
    } catch (error) {
      if (isInterrupted()) return;
      counts.failed += 1;
      const text = error instanceof Error ? error.message : String(error);
      say(`  FAILED  ${test.name} (${seconds()})\n${text.replaceAll(/^/gm, '          ')}`);
    }
  };
  const queue = tests.filter((test) => test.exclusive !== true);
  const work = async (): Promise<void> => {
    for (let test = queue.shift(); test !== undefined; test = queue.shift()) await runOne(test);
  };
  await Promise.all(Array.from({ length: parallelTests }, work));
  for (const test of tests.filter(({ exclusive }) => exclusive === true)) await runOne(test);
  return counts;
}

/** The sum of what several groups of tests came to. */
export function addCounts(groups: readonly SuiteCounts[]): SuiteCounts {
  return groups.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}
