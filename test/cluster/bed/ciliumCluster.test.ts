import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { startEchoServers, type EchoServers } from '../echoServers.ts';
import type { RunningCluster } from '../testBed.ts';
import { findTraces, hostLinks, networkNamespaces, noTraces } from '../traces.ts';
import { waitFor } from '../waitFor.ts';
import { nameFor, skip, takeCluster } from './bedTest.ts';

void describe('a cluster with Cilium', { skip }, () => {
  const name = nameFor('cilium');
  const links = hostLinks();
  let cluster: RunningCluster;
  let echo: EchoServers;

  before(async () => {
    cluster = await takeCluster({ name, networkPlugin: 'cilium' });
    echo = await startEchoServers(cluster);
  });

  void test('carries traffic between pods of different nodes, and through a Service', async () => {
    for (const source of echo.pods) {
      for (const target of echo.pods) {
        assert.equal(await echo.fetch(source, `${target.address}:8080`), target.name);
      }
      assert.match(await echo.fetch(source, 'echo'), /^echo-/);
    }
  });

  void test('enforces a NetworkPolicy, and no longer when it is gone', async () => {
    const [source, target] = echo.pods;
    assert.ok(source && target);
    const ask = async (): Promise<number> => {
      const url = `http://${target.address}:8080/`;
      return (await echo.run(source, 'curl', '--silent', '--output', '/dev/null', '--max-time', '2', url))
        .exitCode;
    };
    const policy = `{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "deny"},
      "spec": {"podSelector": {"matchLabels": {"app": "echo"}}, "policyTypes": ["Ingress"]}}`;
    await cluster.kubectl(['apply', '--filename', '-'], { input: policy });
    const timedOut = 28;
    await waitFor('the policy to deny', async () => (await ask()) === timedOut, { timeout: 30_000 });
    await cluster.kubectl(['delete', 'networkpolicy', 'deny']);
    await waitFor('the connection to be allowed again', async () => (await ask()) === 0, { timeout: 30_000 });
  });

  void test('has agents that tell their state', async () => {
    const status = await cluster.kubectl([
      ...['--namespace=kube-system', 'exec', 'daemonset/cilium', '--', 'cilium-dbg', 'status', '--brief'],
    ]);
    assert.equal(status.stdout.trim(), 'OK');
  });

  void test('leaves nothing behind', async () => {
    const record = networkNamespaces(name);
    await cluster.down();
    assert.deepEqual(findTraces(name, record), noTraces);
    assert.deepEqual(hostLinks(), links);
  });
});
