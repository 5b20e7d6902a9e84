/** How many tests of a suite passed, failed and were skipped. */
export interface SuiteCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The last line that every suite prints, and the whole run too. */
export function formatCounts({ passed, failed, skipped }: SuiteCounts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Reads the line of `formatCounts`; undefined when the line is another. */
export function parseCounts(line: string): SuiteCounts | undefined {
  const match = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(line.trim());
  if (match === null) return undefined;
  return { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3]) };
}

/** The line that names what a suite could not run and why; it stands before the counts. */
export function formatSkip(name: string, reason: string): string {
  return `skipped: ${name} — ${reason.trim().replaceAll(/\s*\n\s*/g, '; ')}`;
}

/** Prints that a whole suite cannot run here: its name with the reason, and its counts. */
export function reportSkippedSuite(name: string, reason: string): void {
  process.stdout.write(
    `${formatSkip(name, reason)}\n${formatCounts({ passed: 0, failed: 0, skipped: 1 })}\n`,
  );
}

/** A part of a suite, and how long it took. */
export interface SuitePart {
  readonly title: string;
  readonly seconds: number;
}

/** The line by which a suite tells what a part of it took; it stands in the table at the end of a run. */
export function formatPart({ title, seconds }: SuitePart): string {
  return `took ${seconds.toFixed(1)} s: ${title}`;
}

/** Reads the line of `formatPart`; undefined when the line is another. */
export function parsePart(line: string): SuitePart | undefined {
  const match = /^took (\d+\.\d) s: (.+)$/.exec(line.trim());
  if (match === null) return undefined;
  return { title: match[2] ?? '', seconds: Number(match[1]) };
}
