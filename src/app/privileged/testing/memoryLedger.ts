import type { AbandonedRun, CreatedObject, RunLedger } from '../runLedger.ts';

export interface MemoryLedger extends RunLedger {
  /** What is noted now, of all runs. */
  readonly noted: readonly CreatedObject[];
  /** Left behind by runs before. */
  abandoned: AbandonedRun[];
}

/** A ledger that forgets everything when the test ends. Runs are called `run1`, `run2`, … */
export function memoryLedger(): MemoryLedger {
  const noted: CreatedObject[] = [];
  let runs = 0;
  const ledger: MemoryLedger = {
    noted,
    abandoned: [],
    owner: () => Promise.resolve('0123456789abcdef'),
    startRun: () => {
      runs += 1;
      return Promise.resolve({
        run: `run${runs}`,
        add: (created) => {
          noted.push(created);
          return Promise.resolve();
        },
        remove: (created) => {
          noted.splice(noted.indexOf(created), 1);
          return Promise.resolve();
        },
        close: () => Promise.resolve(),
      });
    },
    abandonedRuns: () => Promise.resolve(ledger.abandoned),
  };
  return ledger;
}
