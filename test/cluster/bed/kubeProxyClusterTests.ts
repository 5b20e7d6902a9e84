import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { startEchoServers, type EchoServers } from '../echoServers.ts';
import { isRunning } from '../processes.ts';
import { readState, type ProxyMode } from '../state.ts';
import { awaitReadyPods } from '../suite/kubeProxyProcess.ts';
import { clusterProblems, findCluster, upCluster, type RunningCluster } from '../testBed.ts';
import { findTraces, hostLinks, networkNamespaces, noTraces } from '../traces.ts';
import { waitFor } from '../waitFor.ts';
import { nameFor, skip, takeCluster } from './bedTest.ts';

/** The tests of a cluster whose kube-proxy is in this mode; the last of them ends it. */
export function testKubeProxyCluster(proxyMode: ProxyMode): void {
  void describe(`a cluster with kube-proxy in mode ${proxyMode}`, { skip }, () => {
    const name = nameFor(proxyMode);
    const links = hostLinks();
    let cluster: RunningCluster;
    let echo: EchoServers;

    before(async () => {
      cluster = await takeCluster({ name, proxyMode });
      echo = await startEchoServers(cluster);
    });

    void test('has an echo pod on each of two nodes', () => {
      assert.deepEqual(echo.pods.map(({ node }) => node).sort(), ['node1', 'node2']);
    });

    void test('carries traffic between pods of different nodes, both ways', async () => {
      for (const source of echo.pods) {
        for (const target of echo.pods) {
          assert.equal(await echo.fetch(source, `${target.address}:8080`), target.name);
        }
      }
    });

    /** A field of the Service `echo`. */
    const ofService = async (path: string): Promise<string> =>
      (await cluster.kubectl(['get', 'service', 'echo', `--output=jsonpath={${path}}`])).stdout;

    void test('balances a Service over its pods, by its name and on a node port', async () => {
      const nodePort = await ofService('.spec.ports[0].nodePort');
      const nodePorts = cluster.nodes.map(({ address }) => `${address}:${nodePort}`);
      const [source] = echo.pods;
      assert.ok(source);
      for (const host of ['echo', 'echo.default.svc.cluster.local', ...nodePorts]) {
        const answered = new Set<string>();
        // 40 fair draws miss one of two pods once in 10^11 runs.
        for (let draw = 0; draw < 40 && answered.size < echo.pods.length; draw += 1) {
          answered.add(await echo.fetch(source, host));
        }
        assert.deepEqual([...answered].sort(), echo.pods.map((pod) => pod.name).sort(), host);
      }
    });

    void test('answers for names of the cluster, for one outside, and says when there is none', async () => {
      const [source] = echo.pods;
      assert.ok(source);
      const dig = async (...query: string[]): Promise<string> =>
        (await echo.run(source, 'dig', ...query)).stdout.trim();
      assert.equal(await dig('+short', 'echo.default.svc.cluster.local'), await ofService('.spec.clusterIP'));
      assert.match(await dig('+short', 'outside.example.com'), /^10\.89\.\d+\.1$/);
      assert.match(await dig('nowhere.example.org'), /status: NXDOMAIN/);
    });

    void test('programs Services in the mode that was asked for', async () => {
      const rules = await cluster.runOnNode('node2', ['nft', 'list', 'ruleset']);
      assert.equal(rules.stdout.includes('table ip kube-proxy'), proxyMode === 'nftables');
      assert.equal(rules.stdout.includes('chain KUBE-SERVICES'), proxyMode === 'iptables');
    });

    void test('lays the addons out as kubeadm does', async () => {
      const found = await cluster.kubectl([
        ...['--namespace=kube-system', 'get', '--output=name'],
        ...[
          'daemonset/kube-proxy',
          'configmap/kube-proxy',
          'deployment/coredns',
          'configmap/coredns',
          'service/kube-dns',
        ],
      ]);
      assert.equal(found.stdout.trim().split('\n').length, 5);
      await awaitReadyPods(cluster, 'kube-system', 'k8s-app=kube-dns', 2);
    });

    void test('writes each request into the audit log before it is answered', async () => {
      // A cluster that served a whole suite has a log of hundreds of megabytes: only its end is looked at.
      const { size } = statSync(cluster.auditLogPath);
      const marker = `marker-${randomBytes(4).toString('hex')}`;
      await cluster.kubectl(['get', 'configmap', marker, '--ignore-not-found']);
      const events = readFileSync(cluster.auditLogPath).subarray(size).toString().trim().split('\n');
      const event = events
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .find((each) => JSON.stringify(each).includes(marker));
      assert.equal(event?.['verb'], 'get');
      assert.equal(event['level'], 'Metadata');
    });

    void test('runs a command inside of a node, and passes its failure on', async () => {
      assert.equal((await cluster.runOnNode('node2', ['hostname'])).stdout, 'node2\n');
      assert.equal((await cluster.runOnNode('node1', ['cat'], { input: 'text' })).stdout, 'text');
      assert.equal(
        (await cluster.runOnNode('node1', ['sh', '-c', 'exit 7'], { allowFailure: true })).exitCode,
        7,
      );
      await assert.rejects(cluster.runOnNode('node1', ['false']), /exit code 1/);
      await assert.rejects(cluster.runOnNode('node7', ['true']), /no node node7; the nodes are node1, node2/);
    });

    void test('is found by its name, and refuses to be another cluster', async () => {
      const lines: string[] = [];
      const again = await upCluster({ name, proxyMode, progress: (line) => lines.push(line) });
      assert.equal(again.kubeconfigPath, cluster.kubeconfigPath);
      assert.deepEqual(lines, [`Cluster ${name} exists and works`]);
      await assert.rejects(upCluster({ name, proxyMode, nodes: 3 }), /runs with nodeCount 2, not 3/);
    });

    void test('notices what has ended, and is replaced by one that works', async () => {
      assert.deepEqual(await clusterProblems(name), []);
      const etcd = readState(name)?.daemons['etcd'];
      assert.ok(etcd);
      process.kill(etcd.id, 'SIGKILL');
      await waitFor('etcd to end', () => !isRunning(etcd), { timeout: 10_000 });
      assert.deepEqual(await clusterProblems(name), ['etcd does not run']);
      if (proxyMode === 'iptables') return;
      cluster = await upCluster({ name, proxyMode });
      assert.deepEqual(await clusterProblems(name), []);
    });

    void test('leaves nothing behind', async () => {
      const record = networkNamespaces(name);
      assert.ok(record.namespaces.size >= 3);
      await cluster.down();
      assert.deepEqual(findTraces(name, record), noTraces);
      assert.deepEqual(hostLinks(), links);
      assert.equal(findCluster(name), undefined);
    });
  });
}
