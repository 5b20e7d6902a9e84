import { describe, expect, it } from 'vitest';
import type { Observation, ProbeRequest } from '../../core/probes/observation.ts';
import { askAndTell } from './askAndTell.ts';
import type { Clock, Cluster, ExecResult, ReadResult } from '../ports.ts';
import { createProbeRunner } from './probeRunner.ts';

const clock: Clock = { now: () => '2026-01-01T00:00:00.000Z', elapsed: () => 0 };
const never = new AbortController().signal;

function clusterThat(answers: {
  exec?: () => Promise<ExecResult>;
  read?: () => Promise<ReadResult>;
}): Cluster {
  const refuse = (): never => {
    throw new Error('not expected');
  };
  return {
    describe: refuse,
    watch: refuse,
    list: refuse,
    isAllowed: refuse,
    changes: { addEphemeralContainer: refuse, createPod: refuse, deletePod: refuse },
    close: refuse,
    exec: answers.exec ?? refuse,
    read: answers.read ?? refuse,
  };
}

const execRequest: ProbeRequest = {
  key: 'exec',
  probe: 'pod-sockets',
  vantage: { kind: 'pod', namespace: 'shop', pod: 'web-0', container: 'app' },
  privilege: 'exec',
  action: { kind: 'exec', argv: ['cat', '/proc/net/tcp'] },
  timeoutMilliseconds: 1000,
  reason: '',
  processes: 1,
};
const readRequest: ProbeRequest = {
  ...execRequest,
  key: 'read',
  vantage: { kind: 'api' },
  privilege: 'api',
  action: { kind: 'read', path: '/x' },
};

async function check(request: ProbeRequest, cluster: Cluster, expected: Partial<Observation>): Promise<void> {
  const observations: Observation[] = [];
  await createProbeRunner({ cluster, clock }).run(
    [request],
    (observation) => observations.push(observation),
    never,
  );
  expect(observations).toHaveLength(1);
  expect(observations[0]).toMatchObject(expected);
}

describe('a probe becomes an observation, however it ends', () => {
  it.each([
    [
      { kind: 'exited', exitCode: 1, stdout: 'a', stderr: 'b' },
      { outcome: 'ok', exitCode: 1, stdout: 'a', stderr: 'b' },
    ],
    [
      { kind: 'exited', exitCode: 127, stdout: '', stderr: 'sh: getent: not found\n' },
      { outcome: 'tool-missing', reason: 'sh: getent: not found' },
    ],
    [
      { kind: 'missing', reason: 'no sh' },
      { outcome: 'tool-missing', reason: 'no sh' },
    ],
    [
      { kind: 'forbidden', reason: 'no exec' },
      { outcome: 'forbidden', reason: 'no exec' },
    ],
    [{ kind: 'timeout', reason: '1 s' }, { outcome: 'timeout' }],
    [
      { kind: 'failed', reason: 'gone' },
      { outcome: 'error', reason: 'gone' },
    ],
  ] as [ExecResult, Partial<Observation>][])('exec: %o', async (result, expected) => {
    await check(execRequest, clusterThat({ exec: () => Promise.resolve(result) }), {
      ...expected,
      command: 'kubectl exec -n shop web-0 -c app -- cat /proc/net/tcp',
    });
  });

  it('a rejected call', async () => {
    await check(execRequest, clusterThat({ exec: () => Promise.reject(new Error('reset')) }), {
      outcome: 'error',
      reason: 'reset',
    });
  });

  it('a read, of the fields that a network needs, without what may be credentials', async () => {
    const body = {
      metadata: {
        name: 'web',
        managedFields: [1],
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'x' },
      },
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'app',
                env: [
                  { name: 'DB_PASSWORD', value: 'hunter2' },
                  { name: 'REDIS', value: 'redis://:hunter2@127.0.0.1' },
                  { name: 'BIND', value: '127.0.0.1' },
                ],
                args: ['--password=hunter2', '--listen=127.0.0.1:8080'],
                stdin: true,
              },
            ],
          },
        },
      },
    };
    const list = { kind: 'DeploymentList', items: [body] };
    await check(readRequest, clusterThat({ read: () => Promise.resolve({ kind: 'found', body: list }) }), {
      outcome: 'ok',
      stdout: JSON.stringify({
        kind: 'DeploymentList',
        items: [
          {
            metadata: { name: 'web' },
            spec: {
              template: {
                spec: {
                  containers: [
                    {
                      name: 'app',
                      args: ['(not shown)', '--listen=127.0.0.1:8080'],
                      env: [{ name: 'DB_PASSWORD' }, { name: 'REDIS' }, { name: 'BIND', value: '127.0.0.1' }],
                    },
                  ],
                },
              },
            },
          },
        ],
      }),
    });
  });

  it('a privilege that nobody gave is declined without a try', async () => {
    await check({ ...execRequest, privilege: 'node-pod' }, clusterThat({}), { outcome: 'declined' });
  });
});

describe('askAndTell', () => {
  it('asks no key twice and gives the answer of the last step', async () => {
    let runs = 0;
    const cluster = clusterThat({
      exec: () => {
        runs += 1;
        return Promise.resolve({ kind: 'failed', reason: 'gone' });
      },
    });
    const { answer, observations } = await askAndTell({
      step: (known) => ({ answer: known.length, wanted: [execRequest] }),
      runner: createProbeRunner({ cluster, clock }),
      signal: never,
    });
    expect({ answer, runs, observed: observations.length }).toEqual({ answer: 1, runs: 1, observed: 1 });
  });

  it('keeps what is known when it is cancelled, and records no probe that was cut off', async () => {
    const controller = new AbortController();
    const cluster = clusterThat({
      exec: () => {
        controller.abort();
        return Promise.resolve({ kind: 'failed', reason: 'aborted' });
      },
    });
    const { observations } = await askAndTell({
      step: (known) => ({ answer: known.length, wanted: [execRequest] }),
      runner: createProbeRunner({ cluster, clock }),
      signal: controller.signal,
    });
    expect(observations).toEqual([]);
  });
});
