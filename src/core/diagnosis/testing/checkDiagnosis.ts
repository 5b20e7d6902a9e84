import { expect } from 'vitest';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { client, dns, dnsPod } from '../../testing/exampleObjects.ts';
import { diagnoseScripted, type Script } from '../../testing/scriptedCluster.ts';
import { simulateNetwork, type Behaviour } from '../../testing/simulatedNetwork.ts';
import { slicesFor, snapshotOf, type SnapshotParts } from '../../testing/snapshotBuilder.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { Question, Target } from '../../inquiry/question.ts';

const clusterDns: SnapshotParts = {
  pods: [dnsPod],
  services: [dns],
  endpointSlices: slicesFor(dns, [dnsPod]),
};

/** A cluster with its DNS, the client and these objects. */
export function clusterWith(parts: SnapshotParts, base: SnapshotParts = clusterDns): ClusterSnapshot {
  return snapshotOf({
    pods: [...(base.pods ?? []), client, ...(parts.pods ?? [])],
    services: [...(base.services ?? []), ...(parts.services ?? [])],
    endpointSlices: [...(base.endpointSlices ?? []), ...(parts.endpointSlices ?? [])],
    networkPolicies: parts.networkPolicies ?? [],
    coverage: parts.coverage ?? {},
  });
}

/** A question to a simulated cluster. */
export interface DiagnosisCase {
  readonly snapshot: ClusterSnapshot;
  readonly to: Target;
  readonly port?: number | string;
  readonly behaviour?: Behaviour;
  readonly script?: Script;
  readonly from?: Question['from'];
  /** TCP unless given. */
  readonly protocol?: Question['protocol'];
}

/** What has to be answered. */
export interface ExpectedDiagnosis {
  readonly verdict: Diagnosis['verdict'];
  readonly codes?: readonly string[];
  readonly repair?: string;
  /** Part of a reason among what could not be verified. */
  readonly unverified?: string;
  readonly paths?: number;
}

/** Diagnoses a case to its end and holds the answer against what is expected. */
export function checkDiagnosis(input: DiagnosisCase, expected: ExpectedDiagnosis): Diagnosis {
  const question: Question = {
    from: input.from ?? { kind: 'pod', namespace: 'shop', name: 'client-0' },
    to: input.to,
    port: input.port ?? 80,
    protocol: input.protocol ?? 'TCP',
  };
  const { diagnosis } = diagnoseScripted(
    question,
    input.snapshot,
    input.script ?? simulateNetwork(input.snapshot, input.behaviour),
  );
  expect(
    { verdict: diagnosis.verdict, codes: diagnosis.findings.map(({ code }) => code) },
    diagnosis.headline,
  ).toEqual({
    verdict: expected.verdict,
    codes: expected.codes ?? [],
  });
  if (expected.repair !== undefined)
    expect(diagnosis.findings[0]?.remediation.commands).toEqual([expected.repair]);
  if (expected.unverified !== undefined) {
    expect(diagnosis.unverified.map(({ reason }) => reason).join('\n')).toContain(expected.unverified);
  }
  if (expected.paths !== undefined) expect(diagnosis.paths).toHaveLength(expected.paths);
  return diagnosis;
}
