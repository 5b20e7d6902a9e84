import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundles } from '../../../scripts/build.ts';
import { projectFolder } from '../../../scripts/projectFolder.ts';
import { formatCounts, formatPart, reportSkippedSuite, type SuiteCounts } from '../../suiteCounts.ts';
import { faults } from '../faults/faults.ts';
import { policyFaults } from '../faults/policyFaults.ts';
import { healthySetUps } from '../healthy/healthySetUps.ts';
import { policySetUps } from '../healthy/policies.ts';
import { pairs } from '../pairs/pairs.ts';
import { policyTestsName, runPolicySuite } from '../policy/policySuite.ts';
import { consoleProgress } from '../progress.ts';
import { consistencyTestsName, runConsistencySuite } from '../scale/consistencySuite.ts';
import { clusterNames, downCluster, whyUnavailable } from '../testBed.ts';
import { auditTests } from './auditTests.ts';
import { runBedTests, type BedSubject } from './bedTests.ts';
import { leastPrivilegeTests } from './leastPrivilegeTests.ts';
import { openStage, type OpenStage, type StageOptions } from './openStage.ts';
import { commandLineFile } from './product.ts';
import { privilegeTests } from './privilegeTests.ts';
import { runFault } from './runFault.ts';
import { runHealthySetUp } from './runHealthySetUp.ts';
import { addCounts, runTests, type RunOptions, type SuiteTest } from './suiteTests.ts';

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
 * Every scene that is tried on one cluster.
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
  return wanted.map((test) => named(test, mode));
}

function named(test: SuiteTest, mode: string): SuiteTest {
  return { ...test, name: `${mode}: ${test.name}` };
}

/** Whether --only keeps a test of this name. */
function isWanted(name: string): boolean {
  return values.only?.split(',').some((part) => name.includes(part)) ?? true;
}

const isInterrupted = (): boolean => interruption.signal.aborted;

/** Does a part of the suite, and tells how long it took. */
async function part<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    process.stdout.write(`${formatPart({ title, seconds: (performance.now() - started) / 1000 })}\n`);
  }
}

/** Tries everything on one cluster. */
async function testCluster(
  { cluster, mode, order = {} }: ClusterLane,
  program: string,
  folder: string,
): Promise<SuiteCounts> {
  const { signal } = interruption;
  const policies = mode === cilium;
  const options = {
    cluster,
    program,
    folder,
    signal,
    seed: Number(values.seed),
    progress: consoleProgress(),
  };
  const open = await part(`${mode}: the cluster comes up`, () =>
    openStage({
      ...options,
      ...(values.record ? { casesFolder: join(projectFolder, 'test', 'cases') } : {}),
    }),
  );
  try {
    const scenes = testsOn(open, mode, policies);
    const seen = await part(`${mode}: scenes`, () => runTests(scenes, signal, order));
    // Whatever the order of the scenes: the log tells of all of them.
    const audit = await runTests(
      auditTests(open).map((test) => named(test, mode)),
      signal,
    );
    const counts = addCounts([seen, audit]);
    if (!policies || signal.aborted || !isWanted(policyTestsName)) return counts;
    const random = await part('cilium: random sets of policies', () =>
      runPolicySuite({
        cluster: { reuse: open.stage.cluster.name },
        seed: Number(values.seed),
        sets: Number(values['policy-sets']),
        progress: consoleProgress(),
        signal,
      }),
    );
    return addCounts([counts, random]);
  } finally {
    await open.close();
  }
}

/** What is tried on one cluster, in which order. */
interface ClusterLane {
  readonly mode: string;
  readonly cluster: StageOptions['cluster'];
  readonly order?: RunOptions;
}

/** Each cluster with its scenes, and at its end with the tests of the test bed. */
const clusterLanes: readonly (ClusterLane & { readonly bed: BedSubject })[] = [
  {
    mode: 'iptables',
    cluster: { start: values.name, proxyMode: 'iptables' },
    order: { exclusive: 'last' },
    bed: 'iptablesCluster',
  },
  {
    // While this one lets scenes break what all namespaces share, the other runs those that do not, and the other way round.
    mode: 'nftables',
    cluster: { start: `${values.name}-nftables`, proxyMode: 'nftables' },
    order: { exclusive: 'first' },
    bed: 'nftablesCluster',
  },
  {
    mode: cilium,
    cluster: { start: `${values.name}-${cilium}`, proxyMode: 'iptables', networkPlugin: 'cilium' },
    bed: 'ciliumCluster',
  },
];

async function runSuite(folder: string): Promise<SuiteCounts> {
  if (values.cli === undefined) await buildBundles(['cli']);
  const program = values.cli === undefined ? commandLineFile : resolve(values.cli);
  process.stdout.write(`PODPATH_SEED=${values.seed}\n`);
  const { signal } = interruption;
  if (values.cluster !== undefined) {
    const mode = values['proxy-modes'] === cilium ? cilium : values.cluster;
    return await testCluster({ mode, cluster: { reuse: values.cluster } }, program, folder);
  }
  const withBed = !values['no-bed'] && values.only === undefined;
  const modes = values['proxy-modes'].split(',');
  const wanted = clusterLanes.filter(({ mode }) => modes.includes(mode));
  // The tests of the bed go on with the clusters that the scenes leave, and end them.
  process.env['PODPATH_BED_CLUSTERS'] = wanted
    .map(({ mode, cluster }) => ('start' in cluster ? `${mode}=${cluster.start}` : ''))
    .join(',');
  const runLane = async (lane: (typeof clusterLanes)[number]): Promise<SuiteCounts> => {
    if (isInterrupted()) return addCounts([]);
    const { cluster } = lane;
    const scenes = await testCluster(
      { ...lane, cluster: { ...cluster, ...(withBed ? { keep: true } : {}) } },
      program,
      folder,
    );
    if (!withBed || isInterrupted()) return scenes;
    const bed = await part(`${lane.mode}: the test bed's own tests`, () => runBedTests([lane.bed], signal));
    return addCounts([scenes, bed]);
  };
  const afterScenes = async (): Promise<SuiteCounts> => {
    const groups: SuiteCounts[] = [];
    if (isWanted(consistencyTestsName)) {
      const run = (): Promise<SuiteCounts> =>
        runConsistencySuite({
          name: `${values.name}-scale`,
          seed: Number(values.seed),
          disturbances: Number(values.disturbances),
          progress: consoleProgress(),
          signal,
        });
      groups.push(await part('a session under disturbances', run));
    }
    for (const lane of wanted.filter(({ mode }) => mode === cilium)) groups.push(await runLane(lane));
    if (withBed && !isInterrupted()) {
      const subjects = ['twoClusters', 'startCutShort'] as const;
      groups.push(await part('clusters side by side, and cut short', () => runBedTests(subjects, signal)));
    }
    return addCounts(groups);
  };
  // All of them, even when one fails: what the others have started has to end. A session under disturbances is measured by
  // time-outs of its own, so it has the machine when the scenes are done.
  const outcomes = [
    ...(await Promise.allSettled(wanted.filter(({ mode }) => mode !== cilium).map(runLane))),
    ...(await Promise.allSettled([afterScenes()])),
  ];
  for (const name of clusterNames().filter((each) => isOwnName(each))) await downCluster(name);
  const failures = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  );
  for (const failure of failures) {
    process.stdout.write(
      `  FAILED  ${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}\n`,
    );
  }
  return addCounts([
    ...outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
    { passed: 0, failed: failures.length, skipped: 0 },
  ]);
}

/** Whether a cluster is one of those that this run starts by itself. */
function isOwnName(name: string): boolean {
  return clusterLanes.some(({ cluster }) => 'start' in cluster && cluster.start === name);
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
