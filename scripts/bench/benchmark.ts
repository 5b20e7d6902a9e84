/** One number of the table. */
export interface Figure {
  /** What is measured, e.g. `policy matrix, 20,000 pods × 1,000 policies`. */
  readonly title: string;
  readonly value: number;
  /** `ms`, `µs`, `ns`, `×` for a ratio of two things in the same run, or what is counted. */
  readonly unit: 'ms' | 'µs' | 'ns' | '×' | 'MB' | 'marks' | '/s';
  /** What the value has to keep; a figure without one stands for comparison. */
  readonly limit?: { readonly atMost: number } | { readonly atLeast: number };
}

/** Something that is measured, in a file of its own. */
export interface Benchmark {
  /** `policy`, `manifest`, …: the argument of `npm run bench`. */
  readonly id: string;
  readonly title: string;
  /** What exactly is measured and how, one sentence a line, for docs/benchmarks.md. */
  readonly definition: readonly string[];
  /** Measures. A wrong answer of what is measured is an error: speed without it is worth nothing. */
  run(progress: (line: string) => void): Promise<readonly Figure[]>;
}

/** Whether a figure keeps its limit; one without a limit does. */
export function isKept({ value, limit }: Figure): boolean {
  if (limit === undefined) return true;
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}
