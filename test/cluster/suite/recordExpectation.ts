import { writeFileSync } from 'node:fs';

/** Writes down beside a recorded case what its replay has to say. */
export function recordExpectation(savedTo: string, verdict: string, codes: readonly string[]): void {
  const file = savedTo.replace(/\.case\.json$/, '.expected.json');
  writeFileSync(file, `${JSON.stringify({ verdict, codes }, undefined, 2)}\n`);
}
