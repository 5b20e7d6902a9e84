import { afterEach, describe, expect, it } from 'vitest';
import type { LookRequest } from '../core/looks/defineLookCommand.ts';
import type { RunPermissions } from '../protocol/engineProtocol.ts';
import type { Engine } from './engine.ts';
import type { ChangeResult } from './ports.ts';
import { scriptedApi } from './privileged/testing/scriptedApi.ts';
import { changesOf } from './session/recordedCluster.ts';
import {
  connected,
  endEngines,
  type Heard,
  type LiveCluster,
  liveCluster,
  snapshot,
  target,
} from './testing/engineStage.ts';

afterEach(endEngines);

const onNode: LookRequest = { look: 'node-rules', subject: { kind: 'node', name: 'n1' }, input: {} };
const mayAsk: RunPermissions = { mayAsk: ['node-pod'] };

/** A live cluster on which something can be created. */
function changeableCluster(
  createPod?: () => Promise<ChangeResult>,
): LiveCluster & { readonly log: string[] } {
  const { cluster, log } = scriptedApi();
  const { changes } = cluster;
  return Object.assign(liveCluster(), {
    log,
    read: cluster.read.bind(cluster),
    exec: cluster.exec.bind(cluster),
    isAllowed: cluster.isAllowed.bind(cluster),
    ...(changes === undefined
      ? {}
      : { changes: createPod === undefined ? changes : { ...changes, createPod } }),
  });
}

/** A run that has asked its user, who does not answer. */
async function asked(cluster = changeableCluster()): Promise<{
  readonly engine: Engine;
  readonly heard: Heard;
  readonly running: ReturnType<Engine['runLookCommand']>;
  readonly log: string[];
}> {
  const { engine, heard } = await connected(cluster);
  heard.answer = new Promise(() => undefined);
  const running = engine.runLookCommand('a', onNode, mayAsk);
  await heard.until(() => heard.questions.length > 0);
  return { engine, heard, running, log: cluster.log };
}

describe('while a question about consent is open', () => {
  it('cancelling ends the run, with what is known, and takes the question back', async () => {
    const { engine, heard, running, log } = await asked();
    await engine.cancel('a');
    await running;
    expect(heard.withdrawn).toEqual(heard.questions);
    expect(log).toEqual([]);
  });

  it.each<[string, (engine: Engine) => Promise<unknown>]>([
    ['closing the session', (engine) => engine.closeSession()],
    ['the end of the engine', (engine) => engine.shutDown()],
    ['the same run, started again', (engine) => engine.runLookCommand('a', onNode)],
  ])('%s does so too', async (_name, end) => {
    const { engine, heard, running } = await asked();
    await end(engine);
    await running;
    expect(heard.withdrawn).toEqual(heard.questions);
  });

  it('another context is opened at once', async () => {
    const cluster = changeableCluster();
    const { engine, heard, running } = await asked(cluster);
    cluster.sink = undefined;
    const opening = engine.openSession(target);
    await heard.until(() => cluster.sink !== undefined);
    (cluster as LiveCluster).sink?.changes(changesOf(snapshot));
    expect((await opening).phase).toBe('live');
    await running;
    expect(heard.withdrawn).toEqual(heard.questions);
  });

  it('an answer that comes too late creates nothing', async () => {
    const { engine, heard, running, log } = await asked();
    const { promise, resolve } = Promise.withResolvers<'run'>();
    heard.answer = promise;
    await engine.cancel('a');
    resolve('run');
    await running;
    expect(log).toEqual([]);
  });
});

describe('a context whose cluster is slow to clean up', () => {
  it('keeps nobody from opening another one, and is closed when it is clean', async () => {
    const { promise: created, resolve: create } = Promise.withResolvers<ChangeResult>();
    const first = changeableCluster(() => created);
    const { engine, heard } = await connected(first);
    heard.answer = Promise.resolve('once');
    const commands = (word: string): boolean => heard.commands.some((line) => line.startsWith(word));
    const running = engine.runLookCommand('a', onNode, mayAsk);
    await heard.until(() => commands('kubectl create'));

    first.sink = undefined;
    const opening = engine.openSession(target);
    await heard.until(() => first.sink !== undefined);
    (first as LiveCluster).sink?.changes(changesOf(snapshot));
    expect((await opening).phase).toBe('live');
    expect(first.closed).toBe(false);

    create({ kind: 'done' });
    await running;
    await heard.until(() => commands('kubectl delete'));
    await engine.closeSession();
    expect(first.log).toContain('delete default/podpath-node-run1-1');
    expect(first.closed).toBe(true);
  });
});
