import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundles } from '../../../scripts/build.ts';
import { projectFolder } from '../../../scripts/projectFolder.ts';
import { formatCounts, reportSkippedSuite, type SuiteCounts } from '../../suiteCounts.ts';
import { faults } from '../faults/faults.ts';
import { policyFaults } from '../faults/policyFaults.ts';
import { healthySetUps } from '../healthy/healthySetUps.ts';
import { policySetUps } from '../healthy/policies.ts';
import { pairs } from '../pairs/pairs.ts';
import { policyTestsName, runPolicySuite } from '../policy/policySuite.ts';
import { consoleProgress } from '../progress.ts';
import { consistencyTestsName, runConsistencySuite } from '../scale/consistencySuite.ts';
import type { ProxyMode } from '../state.ts';
import { whyUnavailable } from '../testBed.ts';
import { auditTests } from './auditTests.ts';
import { runBedTests } from './bedTests.ts';
import { leastPrivilegeTests } from './leastPrivilegeTests.ts';
import { openStage, type OpenStage, type StageOptions } from './openStage.ts';
import { commandLineFile } from './product.ts';
import { privilegeTests } from './privilegeTests.ts';
import { runFault } from './runFault.ts';
import { runHealthySetUp } from './runHealthySetUp.ts';
import { addCounts, runTests, type SuiteTest } from './suiteTests.ts';

// The real-cluster suite, as one process: starts its own clusters, runs the product's command line on them, and ends
// them. Its last line on stdout is `N passed, N failed, N skipped`.
//   node test/cluster/suite/main.ts [--name NAME] [--seed N] [--only PART,PART] [--no-bed] [--proxy-modes MODE,MODE]
//                                   [--policy-sets N] [--disturbances N] [--cluster NAME] [--cli FILE] [--record]
// --only keeps the tests whose name contains one of the parts; --policy-sets says how many random sets of policies are
// tried with Cilium (test/cluster/policy/main.ts runs that part alone); --disturbances how often a session on a cluster of
// fake pods is disturbed (test/cluster/scale/consistency.ts runs that part alone); --cluster uses one that runs, and leaves it running;
// --record writes each answer's case and its expectation into test/cases. A run repeats with the seed that it prints.

const { values } = parseArgs({
  options: {
    name: { type: 'string', default: 'suite' },
    cluster: { type: 'string' },
    seed: { type: 'string', default: process.env['PODPATH_SEED'] ?? String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    'no-bed': { type: 'boolean', default: false },
    'proxy-modes': { type: 'string', default: 'iptables,nftables,cilium' },
    'policy-sets': { type: 'string', default: '40' },
    disturbances: { type: 'string', default: '100' },
    cli: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
});

/** Among the proxy modes: a cluster of its own with Cilium, where NetworkPolicy is enforced; only that is tried there. */
const cilium = 'cilium';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruption.abort(new Error(`interrupted by ${signal}`));
  });
}

/**
 * Everything that is tried on one cluster; what the audit log says about it comes last.
 * @param policies only what needs somebody who enforces NetworkPolicy
 */
function testsOn(open: OpenStage, mode: string, policies: boolean): readonly SuiteTest[] {
  const { stage, readOnly, privileged } = open;
  const faultTests: readonly SuiteTest[] = [
    ...(policies ? policyFaults : faults).map((fault) => ({
      name: `fault ${fault.code}`,
      exclusive: fault.exclusive === true,
      run: () => runFault(fault, stage),
    })),
    ...(policies ? [] : pairs).map((pair) => ({
      name: pair.code.replace('-', ' '),
      exclusive: pair.exclusive === true,
      run: () => runFault(pair, stage),
    })),
  ];
  const otherTests: readonly SuiteTest[] = [
    ...(policies ? policySetUps : healthySetUps).map((setUp) => ({
      name: `healthy ${setUp.name}`,
      exclusive: setUp.exclusive === true,
      run: () => runHealthySetUp(setUp, stage),
    })),
    ...(policies ? [] : [...leastPrivilegeTests(stage, readOnly), ...privilegeTests(stage, privileged)]),
  ];
  // The other proxy mode repeats the faults alone: what is healthy is judged from the same facts in both.
  const scenes = mode === 'nftables' ? faultTests : [...faultTests, ...otherTests];
  const wanted = scenes.filter(({ name }) => isWanted(name));
  return [...wanted, ...auditTests(open)].map((test) => ({ ...test, name: `${mode}: ${test.name}` }));
}

/** Whether --only keeps a test of this name. */
function isWanted(name: string): boolean {
  return values.only?.split(',').some((part) => name.includes(part)) ?? true;
}

async function testCluster(
  cluster: StageOptions['cluster'],
  mode: string,
  policies: boolean,
  program: string,
  folder: string,
): Promise<SuiteCounts> {
  const { signal } = interruption;
  const open = await openStage({
    cluster,
    program,
    folder,
    signal,
    seed: Number(values.seed),
    progress: consoleProgress(),
    ...(values.record ? { casesFolder: join(projectFolder, 'test', 'cases') } : {}),
  });
  try {
    const counts = await runTests(testsOn(open, mode, policies), signal);
    if (!policies || signal.aborted || !isWanted(policyTestsName)) return counts;
    const random = await runPolicySuite({
      cluster: { reuse: open.stage.cluster.name },
      seed: Number(values.seed),
      sets: Number(values['policy-sets']),
      progress: consoleProgress(),
      signal,
    });
    return addCounts([counts, random]);
  } finally {
    await open.close();
  }
}

async function runSuite(folder: string): Promise<SuiteCounts> {
  if (values.cli === undefined) await buildBundles(['cli']);
  const program = values.cli === undefined ? commandLineFile : resolve(values.cli);
  process.stdout.write(`PODPATH_SEED=${values.seed}\n`);
  const groups: SuiteCounts[] = [];
  if (values.cluster !== undefined) {
    const policies = values['proxy-modes'] === cilium;
    groups.push(await testCluster({ reuse: values.cluster }, values.cluster, policies, program, folder));
    return addCounts(groups);
  }
  if (!values['no-bed'] && values.only === undefined) groups.push(await runBedTests(interruption.signal));
  if (isWanted(consistencyTestsName)) {
    const consistency = runConsistencySuite({
      name: `${values.name}-scale`,
      seed: Number(values.seed),
      disturbances: Number(values.disturbances),
      progress: consoleProgress(),
      signal: interruption.signal,
    });
    groups.push(await consistency);
  }
  for (const mode of values['proxy-modes'].split(',')) {
    if (interruption.signal.aborted) break;
    const start = mode === 'iptables' ? values.name : `${values.name}-${mode}`;
    const cluster =
      mode === cilium
        ? ({ start, proxyMode: 'iptables', networkPlugin: 'cilium' } as const)
        : { start, proxyMode: mode as ProxyMode };
    groups.push(await testCluster(cluster, mode, mode === cilium, program, folder));
  }
  return addCounts(groups);
}

const reason = whyUnavailable();
if (reason !== undefined) {
  reportSkippedSuite('real-cluster suite', reason);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'podpath-suite-'));
  const counts: SuiteCounts = { passed: 0, failed: 0, skipped: 0 };
  try {
    Object.assign(counts, await runSuite(folder));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    counts.failed += 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = counts.failed > 0 || interruption.signal.aborted ? 1 : 0;
  process.stdout.write(`${formatCounts(counts)}\n`);
}
