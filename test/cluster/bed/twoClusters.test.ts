import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applyDemo } from '../demo.ts';
import { clusterProblems, upCluster } from '../testBed.ts';
import { findTraces, hostLinks, networkNamespaces, noTraces } from '../traces.ts';
import { newName, skip } from './bedTest.ts';

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
