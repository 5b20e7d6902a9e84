import { startInquiry } from '../../inquiry/inquiry.ts';
import type { ResourceName } from '../../model/coverage.ts';
import { observe } from '../../testing/scriptedCluster.ts';
import { simulateNetwork } from '../../testing/simulatedNetwork.ts';
import { snapshotOf } from '../../testing/snapshotBuilder.ts';
import { traceSnapshot } from '../../testing/tracedSnapshot.ts';
import type { Check, CheckResult } from '../defineCheck.ts';
import type { CheckCase } from './checkCase.ts';

/** Rounds after which a check that still asks is a bug. */
const mostRounds = 10;

/** Runs a check on a case to its end, probes answered by a simulated network; tells which resources it read. */
export function evaluateCase(
  check: Check,
  { parts, behaviour, subject }: CheckCase,
): { readonly result: CheckResult; readonly read: ReadonlySet<ResourceName> } {
  const plain = snapshotOf(parts);
  const script = simulateNetwork(plain, behaviour);
  const { snapshot, read } = traceSnapshot(plain);
  const observations = new Map<string, ReturnType<typeof observe>>();
  for (let round = 0; round < mostRounds; round += 1) {
    const inquiry = startInquiry([...observations.values()]);
    const result = check.evaluate(subject, { snapshot, inquiry });
    if (result.kind !== 'pending') return { result, read };
    for (const request of inquiry.wanted()) observations.set(request.key, observe(request, script(request)));
  }
  throw new Error(`${check.code} still asks after ${mostRounds} rounds`);
}
