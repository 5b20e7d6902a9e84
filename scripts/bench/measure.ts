/** The middle of some numbers; of an even count the mean of the two in the middle. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value below which a part of the numbers lies, e.g. 0.95. */
export function quantileOf(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/**
 * Milliseconds that the thread computes for each run, in which other processes have no part. The first run counts too: a
 * user's first click is one.
 * @param prepare makes what the run needs, unmeasured
 */
export function measureRuns<Input>(
  runs: number,
  prepare: () => Input,
  run: (input: Input) => unknown,
): readonly number[] {
  return Array.from({ length: runs }, () => {
    const input = prepare();
    const began = threadMilliseconds();
    run(input);
    return threadMilliseconds() - began;
  });
}
