import { describe, expect, it } from 'vitest';
import type { Question } from '../../core/inquiry/question.ts';
import type { ClusterSnapshot, Pod } from '../../core/model/clusterSnapshot.ts';
import { client, dns, dnsPod, web, web0 } from '../../core/testing/exampleObjects.ts';
import { observe } from '../../core/testing/scriptedCluster.ts';
import { simulateNetwork } from '../../core/testing/simulatedNetwork.ts';
import { slicesFor, snapshotOf } from '../../core/testing/snapshotBuilder.ts';
import { diagnoseConnection } from './diagnoseConnection.ts';

const never = new AbortController().signal;
const question: Question = {
  from: { kind: 'pod', namespace: 'shop', name: client.name },
  to: { kind: 'service', namespace: 'shop', name: 'web' },
  port: 80,
  protocol: 'TCP',
};

/** The cluster with this client. */
function withClient(source: Pod): ClusterSnapshot {
  return snapshotOf({
    pods: [dnsPod, web0, source],
    services: [dns, web],
    endpointSlices: [...slicesFor(dns, [dnsPod]), ...slicesFor(web, [web0])],
  });
}

/** The client as it is some seconds after its node got it. */
const starting: Pod = {
  ...client,
  phase: 'Pending',
  podIPs: [],
  conditions: [{ type: 'Ready', status: 'False' }],
  containers: client.containers.map((container) => ({
    ...container,
    ready: false,
    state: { kind: 'waiting', reason: 'ContainerCreating' },
  })),
  startup: {
    since: '2025-12-31T23:59:57.000Z',
    readinessGates: [],
    schedulingGates: [],
    nodeSelector: {},
    tolerations: [],
    containers: [],
    initContainers: [],
  },
};

/** Asks, with snapshots that come one after the other; what is answered, and how many snapshots were taken. */
async function ask(
  first: ClusterSnapshot,
  newer: readonly ClusterSnapshot[],
): Promise<{ verdict: string; findings: readonly string[]; reasons: string; taken: number }> {
  const waiting = [...newer];
  let current = first;
  const { diagnosis, snapshot } = await diagnoseConnection({
    question,
    snapshot: first,
    signal: never,
    runner: {
      run: (requests, onObservation) => {
        const answer = simulateNetwork(current);
        for (const request of requests) onObservation(observe(request, answer(request)));
        return Promise.resolve();
      },
    },
    renew: () => {
      const next = waiting.shift();
      current = next ?? current;
      return Promise.resolve(next);
    },
  });
  expect(snapshot).toBe(current);
  return {
    verdict: diagnosis.verdict,
    findings: diagnosis.findings.map(({ code }) => code),
    reasons: diagnosis.unverified.map(({ reason }) => reason).join('; '),
    taken: newer.length - waiting.length,
  };
}

describe('a question about a pod that is starting', () => {
  it('is asked again until the pod runs', async () => {
    const [not, runs] = [withClient(starting), withClient(client)];
    expect(await ask(not, [withClient(starting), runs, runs])).toMatchObject({
      verdict: 'reachable',
      findings: [],
      taken: 2,
    });
  });

  it('is answered with that when there is nothing newer: unknown, and no fault', async () => {
    const answer = await ask(withClient(starting), []);
    expect(answer).toMatchObject({ verdict: 'unknown', findings: [] });
    expect(answer.reasons).toContain('has been starting for 3 s');
  });

  it('is not asked again about a pod that runs', async () => {
    expect(await ask(withClient(client), [withClient(client)])).toMatchObject({ taken: 0 });
  });
});
