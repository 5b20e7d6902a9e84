import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { consoleProgress } from '../../cluster/progress.ts';
import { buildNetpolTables } from '../oracles.ts';
import { formatTables, recordTables, tablesFile } from './recordTables.ts';

// node test/policy/netpolTables/record.ts: takes the truth tables from the sources of Kubernetes' end-to-end suite again.

const program = await buildNetpolTables(consoleProgress());
writeFileSync(tablesFile, formatTables(await recordTables(program, join(program, '..', 'source', 'netpol'))));
