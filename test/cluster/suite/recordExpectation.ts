import { writeFileSync } from 'node:fs';
import type { DiagnosisDocument } from './product.ts';

/**
 * Writes down beside a recorded case what its replay has to say: the verdict, every finding's code in order, and the
 * commands of the first, which were seen to repair it.
 */
export function recordExpectation(savedTo: string, { verdict, findings }: DiagnosisDocument): void {
  const file = savedTo.replace(/\.case\.json$/, '.expected.json');
  const repair = findings[0]?.remediation.commands ?? [];
  const expected = { verdict, findings: findings.map(({ code }) => code), repair };
  writeFileSync(file, `${JSON.stringify(expected, undefined, 2)}\n`);
}
