import type { SuiteCounts } from '../../suiteCounts.ts';
import type { Progress } from '../progress.ts';
import { runTests } from '../suite/suiteTests.ts';
import { findCluster, upCluster, type RunningCluster } from '../testBed.ts';
import { openPolicyStage } from './policyStage.ts';
import { policyTests } from './policyTests.ts';

/** What the suite is run with. */
export interface PolicySuiteOptions {
  /** A cluster to start and to end; or one that runs with Cilium and goes on running. */
  readonly cluster: { readonly start: string } | { readonly reuse: string };
  readonly seed: number;
  /** How many random sets of policies are tried. */
  readonly sets: number;
  readonly recordFolder?: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** What the names of its tests have in common. */
export const policyTestsName = 'cilium: random sets of policies';

/** Compares the policy engine with a real Cilium; whatever was started for it is ended. */
export async function runPolicySuite(options: PolicySuiteOptions): Promise<SuiteCounts> {
  const { signal, progress } = options;
  const cluster = await clusterOf(options);
  try {
    const stage = await openPolicyStage(cluster, progress, signal);
    try {
      const say = (line: string): void => {
        process.stdout.write(`${line}\n`);
      };
      return await runTests(policyTests(stage, { ...options, say }), signal);
    } finally {
      await stage.close();
    }
  } finally {
    if ('start' in options.cluster) await cluster.down();
  }
}

async function clusterOf({ cluster, signal, progress }: PolicySuiteOptions): Promise<RunningCluster> {
  if ('start' in cluster) {
    return upCluster({ name: cluster.start, networkPlugin: 'cilium', signal, progress });
  }
  const found = findCluster(cluster.reuse);
  if (found !== undefined) return found;
  throw new Error(
    `there is no cluster ${cluster.reuse}; npm run cluster -- up --cni cilium --name ${cluster.reuse} starts it`,
  );
}
