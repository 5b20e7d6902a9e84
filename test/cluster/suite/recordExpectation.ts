import { writeFileSync } from 'node:fs';
import { troubledHops } from '../../cases/troubledHops.ts';
import type { DiagnosisDocument } from './product.ts';

/**
 * Writes down beside a recorded case what its replay has to say: the verdict, the hops in trouble of each path, every finding's
 * code in order, and the commands of the first, which were seen to repair it.
 */
export function recordExpectation(savedTo: string, diagnosis: DiagnosisDocument): void {
  const { verdict, findings } = diagnosis;
  const file = savedTo.replace(/\.case\.json$/, '.expected.json');
  const repair = findings[0]?.remediation.commands ?? [];
  const paths = troubledHops(diagnosis);
  const expected = { verdict, paths, findings: findings.map(({ code }) => code), repair };
  writeFileSync(file, `${JSON.stringify(expected, undefined, 2)}\n`);
}
