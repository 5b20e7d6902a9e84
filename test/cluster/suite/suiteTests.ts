import { formatSkip, type SuiteCounts } from '../../suiteCounts.ts';

/** One test of the suite. */
export interface SuiteTest {
  readonly name: string;
  /** Nothing else may run on its cluster meanwhile. */
  readonly exclusive?: boolean;
  /** Those of one queue run one after the other, beside everything else that is not exclusive. */
  readonly queue?: string;
  /** Why it cannot run on this machine. */
  readonly skippedBecause?: string;
  readonly run: () => Promise<void>;
}

/** What runs at a time, and in which order. */
export interface RunOptions {
  /** Tests at a time; pods take most of their time to start, not to compute. */
  readonly width?: number;
  /** Whether those that need the cluster for themselves come before the others or after them. */
  readonly exclusive?: 'first' | 'last';
}

const usualWidth = 3;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Chains of tests: each runs its own one after the other, and chains run side by side. */
function chainsOf(tests: readonly SuiteTest[]): SuiteTest[][] {
  const chains = Map.groupBy(tests, (test) => test.queue ?? test);
  // A chain takes longest: it begins first.
  return [...chains.values()].sort((one, other) => other.length - one.length);
}

/**
 * Runs the tests of one cluster, and prints a line for each. What comes after an interruption is neither run nor
 * counted.
 */
export async function runTests(
  tests: readonly SuiteTest[],
  signal: AbortSignal,
  { width = usualWidth, exclusive = 'last' }: RunOptions = {},
): Promise<SuiteCounts> {
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
  const sideBySide = async (): Promise<void> => {
    const chains = chainsOf(tests.filter((test) => test.exclusive !== true));
    const work = async (): Promise<void> => {
      for (let chain = chains.shift(); chain !== undefined; chain = chains.shift()) {
        for (const test of chain) await runOne(test);
      }
    };
    await Promise.all(Array.from({ length: width }, work));
  };
  const alone = async (): Promise<void> => {
    for (const test of tests.filter((each) => each.exclusive === true)) await runOne(test);
  };
  for (const part of exclusive === 'first' ? [alone, sideBySide] : [sideBySide, alone]) await part();
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
