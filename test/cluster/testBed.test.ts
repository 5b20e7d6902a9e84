import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { applyDemo } from './demo.ts';
import { startEchoServers, type EchoServers } from './echoServers.ts';
import { isRunning } from './processes.ts';
import { readState, type ProxyMode } from './state.ts';
import {
  clusterProblems,
  downCluster,
  findCluster,
  upCluster,
  whyUnavailable,
  type RunningCluster,
} from './testBed.ts';
import { findTraces, hostLinks, networkNamespaces, noTraces } from './traces.ts';
import { waitFor } from './waitFor.ts';

/**
 * The test bed's own tests, on real clusters: node --test test/cluster/testBed.test.ts
 * Nothing may be skipped with CI=true, so there the reason is a failure.
 */
const reason = whyUnavailable();
const skip = reason !== undefined && process.env['CI'] !== 'true' ? reason : false;
const names: string[] = [];
const newName = (): string => {
  const name = `bed-${randomBytes(4).toString('hex')}`;
  names.push(name);
  return name;
};

after(async () => {
  for (const name of names) await downCluster(name);
});

for (const proxyMode of ['iptables', 'nftables'] as const satisfies readonly ProxyMode[]) {
  void describe(`a cluster with kube-proxy in mode ${proxyMode}`, { skip }, () => {
    const name = newName();
    const links = hostLinks();
    let cluster: RunningCluster;
    let echo: EchoServers;

    before(async () => {
      cluster = await upCluster({ name, proxyMode });
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
      const pod = await cluster.kubectl([
        '--namespace=kube-system',
        'get',
        'pods',
        '--selector=k8s-app=kube-dns',
        '-oname',
      ]);
      assert.equal(pod.stdout.trim().split('\n').length, 2);
    });

    void test('writes each request into the audit log before it is answered', async () => {
      const marker = `marker-${randomBytes(4).toString('hex')}`;
      await cluster.kubectl(['get', 'configmap', marker, '--ignore-not-found']);
      const events = readFileSync(cluster.auditLogPath, 'utf8').trim().split('\n');
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

void describe('a cluster with Cilium', { skip }, () => {
  const name = newName();
  const links = hostLinks();
  let cluster: RunningCluster;
  let echo: EchoServers;

  before(async () => {
    cluster = await upCluster({ name, networkPlugin: 'cilium' });
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

void describe('two clusters side by side', { skip }, () => {
  void test('come up at once, keep apart, and one outlives the other', async () => {
    const links = hostLinks();
    const [first, second] = await Promise.all([
      upCluster({ name: newName(), nodes: 1 }),
      upCluster({ name: newName(), nodes: 1 }),
    ]);
    assert.notEqual(first.nodes[0]?.address, second.nodes[0]?.address);
    await first.kubectl(['create', 'namespace', 'only-here']);
    const other = await second.kubectl(['get', 'namespace', 'only-here'], { allowFailure: true });
    assert.match(other.stderr, /not found/);

    const record = networkNamespaces(first.name);
    await first.down();
    assert.deepEqual(findTraces(first.name, record), noTraces);
    assert.deepEqual(await clusterProblems(second.name), []);

    await applyDemo(second);
    const toolbox = (host: string): Promise<{ exitCode: number; stdout: string }> =>
      second.kubectl(
        [
          '--namespace=ops',
          'exec',
          'deployment/toolbox',
          '--',
          'curl',
          '--silent',
          '--max-time',
          '5',
          `http://${host}/hostname`,
        ],
        { allowFailure: true },
      );
    for (const [host, answer] of [
      ['web.shop', /^web-/],
      ['cart.shop', /^cart-/],
      ['checkout.shop', /^checkout-/],
      ['payments.shop', /^ledger-/],
      ['orders-db-1.orders-db.data:5432', /^orders-db-1$/],
      ['warehouse.data', /^node1$/],
    ] as const) {
      assert.match((await toolbox(host)).stdout, answer, host);
    }
    assert.notEqual((await toolbox('recommendations.shop')).exitCode, 0, 'broken on purpose');

    await second.down();
    assert.deepEqual(hostLinks(), links);
  });
});

void describe('a start that is cut short', { skip }, () => {
  const entry = join(import.meta.dirname, 'main.ts');

  /** Starts `up` in a process of its own and sends it the signal when it says the line. */
  async function signalAt(name: string, line: string, signal: NodeJS.Signals): Promise<number | null> {
    const up = spawn(process.execPath, [entry, 'up', '--name', name], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(up, 'exit') as Promise<[number | null]>;
    let isSeen = false;
    for await (const said of createInterface(up.stderr)) {
      if (!said.includes(line)) continue;
      isSeen = true;
      up.kill(signal);
      break;
    }
    const [code] = await exited;
    assert.ok(isSeen, `up never said "${line}"`);
    return code;
  }

  for (const line of ['Starting the control plane', 'The API server is ready', 'The nodes are Ready']) {
    void test(`killed at "${line}", is cleaned up by down`, async () => {
      const links = hostLinks();
      const name = newName();
      await signalAt(name, line, 'SIGKILL');
      const record = networkNamespaces(name);
      assert.notDeepEqual(findTraces(name, record), noTraces);
      await downCluster(name);
      assert.deepEqual(findTraces(name, record), noTraces);
      assert.deepEqual(hostLinks(), links);
    });
  }

  void test('interrupted, cleans up after itself', async () => {
    const links = hostLinks();
    const name = newName();
    assert.equal(await signalAt(name, 'The API server is ready', 'SIGINT'), 130);
    assert.deepEqual(findTraces(name), noTraces);
    assert.deepEqual(hostLinks(), links);
  });

  void test('that was killed is replaced by the next one', async () => {
    const name = newName();
    await signalAt(name, 'Starting the control plane', 'SIGKILL');
    const cluster = await upCluster({ name });
    assert.deepEqual(await clusterProblems(name), []);
    await cluster.down();
  });
});

void describe('wishes that cannot be fulfilled', { skip }, () => {
  for (const [options, message] of [
    [{ name: 'No_Name' }, /No_Name is no name for a cluster/],
    [{ nodes: 0 }, /a cluster has 1 to 9 nodes, not 0/],
  ] as const) {
    void test(`${JSON.stringify(options)} is refused`, async () => {
      await assert.rejects(upCluster(options), message);
    });
  }
});
