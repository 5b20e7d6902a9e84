import Mocha from 'mocha';
import { formatPart, formatSkip, type SuiteCounts } from './suiteCounts.ts';

/**
 * Runs mocha's tests in this process, in the extension host and in Node alike, one line for each test.
 * @param files absolute paths, run in this order
 * @param print takes one or more whole lines without the last line end
 * @param timeoutMilliseconds for one test or hook that sets no limit of its own
 */
export async function runMocha(
  files: readonly string[],
  print: (lines: string) => void,
  timeoutMilliseconds: number,
): Promise<SuiteCounts> {
  /** When each outermost `describe` began. */
  const began = new Map<string, number>();
  const counts: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  // The base reporter collects and prints nothing: the lines below are the report.
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: timeoutMilliseconds,
    forbidOnly: true,
    reporter: Mocha.reporters.Base,
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  await new Promise<void>((resolve) => {
    mocha
      .run(() => {
        resolve();
      })
      .on('pass', (test) => {
        counts.passed += 1;
        print(`  passed  ${test.fullTitle()} (${test.duration ?? 0} ms)`);
      })
      .on('fail', (test, error: unknown) => {
        counts.failed += 1;
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        print(`  FAILED  ${test.fullTitle()}\n${text.replaceAll(/^/gm, '          ')}`);
      })
      .on('suite', (suite) => {
        if (suite.parent?.root === true) began.set(suite.title, performance.now());
      })
      .on('suite end', (suite) => {
        const start = began.get(suite.title);
        if (suite.parent?.root !== true || start === undefined) return;
        print(formatPart({ title: suite.title, seconds: (performance.now() - start) / 1000 }));
      })
      .on('pending', (test) => {
        counts.skipped += 1;
        print(formatSkip(test.fullTitle(), 'marked so in its file'));
      });
  });
  return counts;
}
