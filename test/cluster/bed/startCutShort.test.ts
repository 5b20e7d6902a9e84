import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { createInterface } from 'node:readline';
import { clusterProblems, downCluster, upCluster } from '../testBed.ts';
import { findTraces, hostLinks, networkNamespaces, noTraces } from '../traces.ts';
import { newName, skip } from './bedTest.ts';

void describe('a start that is cut short', { skip }, () => {
  const entry = join(dirname(import.meta.dirname), 'main.ts');

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
