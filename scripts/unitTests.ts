import { runVitestSuite } from './vitestSuite.ts';

// The unit tests as a suite of `npm test`.
process.exitCode = await runVitestSuite('unit');
