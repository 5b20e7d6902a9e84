import { writeFileSync } from 'node:fs';
import type { DiagnosisDocument } from './product.ts';

/** Writes down beside a recorded case what its replay has to say: the verdict, and every finding's code in order. */
export function recordExpectation(savedTo: string, { verdict, findings }: DiagnosisDocument): void {
  const file = savedTo.replace(/\.case\.json$/, '.expected.json');
  const expected = { verdict, findings: findings.map(({ code }) => code) };
  writeFileSync(file, `${JSON.stringify(expected, undefined, 2)}\n`);
}
