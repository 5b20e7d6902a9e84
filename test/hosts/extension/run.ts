import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMocha } from '../../runMocha.ts';
import { formatCounts } from '../../suiteCounts.ts';

/**
 * VS Code calls this in its extension host. The tests are the bundles beside this one; the counts go into the file
 * that PODPATH_HOST_RESULTS names, because a console can be cut off when the window closes.
 */
export async function run(): Promise<void> {
  const files = readdirSync(__dirname)
    .filter((name) => name.endsWith('.hostTest.cjs'))
    .map((name) => join(__dirname, name));
  const counts = await runMocha(
    files,
    (lines) => {
      console.log(lines);
    },
    30_000,
  );
  const results = process.env['PODPATH_HOST_RESULTS'];
  if (results !== undefined) writeFileSync(results, formatCounts(counts));
  if (counts.failed > 0) throw new Error(formatCounts(counts));
}
