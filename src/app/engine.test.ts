import { afterEach, describe, expect, it } from 'vitest';
import { service } from '../core/testing/snapshotBuilder.ts';
import { ConnectionError, type ExecRequest } from './ports.ts';
import { changesOf, recordedCluster } from './session/recordedCluster.ts';
import type { OpenedCluster } from './session/sessionKeeper.ts';
import {
  connected,
  endEngines,
  liveCluster,
  question,
  snapshot,
  startEngine,
  target,
} from './testing/engineStage.ts';

afterEach(endEngines);

describe('a session', () => {
  it('is connecting until the first lists have ended, and says what is there', async () => {
    const { engine, heard } = await connected();
    expect(heard.states.map(({ phase }) => phase)).toContain('connecting');
    expect(heard.states.at(-1)).toMatchObject({
      phase: 'live',
      cluster: { context: 'prod' },
      counts: { services: 2, pods: 2, problems: 1 },
    });
    expect((await engine.treeChildren())[0]?.label).toBe('1 of 2 Services has a problem');
  });

  it('shows that it is connecting in the tree', async () => {
    const { engine, heard } = startEngine(() => new Promise(() => undefined));
    expect(await engine.treeChildren()).toEqual([]);
    void engine.openSession(target);
    expect((await engine.treeChildren())[0]?.label).toBe('Connecting…');
    expect(heard.trees).toEqual([[undefined]]);
  });

  it('says why the cluster cannot be used', async () => {
    const problem = { kind: 'bad-kubeconfig', message: 'It is no YAML.', advice: 'Correct it.' } as const;
    const { engine } = startEngine(() => Promise.reject(new ConnectionError(problem)));
    expect(await engine.openSession(target)).toMatchObject({ phase: 'failed', problem });
    expect((await engine.treeChildren()).map(({ label }) => label)).toEqual([
      'It is no YAML.',
      'Correct it.',
    ]);
  });

  it('fails when nothing could ever be read, and recovers by itself', async () => {
    const cluster = liveCluster();
    const { engine, heard } = startEngine(() => Promise.resolve({ cluster }));
    const opening = engine.openSession(target);
    await heard.until(() => cluster.sink !== undefined);
    cluster.sink?.problem({ kind: 'unreachable', message: 'No answer.', advice: '' });
    expect(await opening).toMatchObject({ phase: 'failed', problem: { kind: 'unreachable' } });
    cluster.sink?.problem(undefined);
    cluster.sink?.changes(changesOf(snapshot));
    await heard.until(() => heard.states.at(-1)?.phase === 'live');
  });

  it('keeps showing what it knows when the connection is lost', async () => {
    const cluster = liveCluster();
    const { engine, heard } = await connected(cluster);
    cluster.sink?.problem({ kind: 'unreachable', message: 'No answer.', advice: '' });
    await heard.until(() => heard.states.at(-1)?.problem !== undefined);
    expect(heard.states.at(-1)?.phase).toBe('live');
    const labels = (await engine.treeChildren()).map(({ label }) => label);
    expect(labels[0]).toBe('No answer.');
    expect(labels).toContain('shop');
  });

  it('gives way to the next one, whose epoch is another', async () => {
    const first = liveCluster();
    const { engine, heard } = await connected(first);
    const before = heard.states.at(-1)?.epoch ?? 0;
    await engine.closeSession();
    expect(first.closed).toBe(true);
    expect(heard.states.at(-1)).toMatchObject({ phase: 'closed' });
    expect(heard.states.at(-1)?.epoch).toBeGreaterThan(before);
    expect(await engine.treeChildren()).toEqual([]);
  });

  it('closes a cluster that opens only after another one was asked for', async () => {
    const late = liveCluster();
    const soon = liveCluster();
    let openLate: (opened: OpenedCluster) => void = () => undefined;
    const { engine, heard } = startEngine((wanted) =>
      wanted.kind === 'file'
        ? new Promise((resolve) => {
            openLate = resolve;
          })
        : Promise.resolve({ cluster: soon }),
    );
    const first = engine.openSession({ kind: 'file', path: 'a' });
    const second = engine.openSession(target);
    await heard.until(() => soon.sink !== undefined);
    openLate({ cluster: late });
    soon.sink?.changes(changesOf(snapshot));
    expect((await second).phase).toBe('live');
    await first;
    expect([late.closed, late.sink, soon.closed]).toEqual([true, undefined, false]);
  });
});

describe('what is told', () => {
  it('is what the tree shows, when it is different', async () => {
    const cluster = liveCluster();
    const { engine, heard } = await connected(cluster);
    await engine.treeChildren();
    await engine.treeChildren('namespace/shop');
    const before = heard.trees.length;
    cluster.sink?.changes([{ type: 'delete', resource: 'pods', namespace: 'shop', name: 'cart-0' }]);
    cluster.sink?.changes([
      { type: 'upsert', resource: 'services', object: service('shop', 'new', { app: 'web' }) },
    ]);
    await heard.until(() => heard.trees.length > before);
    expect(heard.trees.at(-1)).toEqual([undefined]);
  });

  it('is the whole scene first and then what changes, after each was drawn', async () => {
    const cluster = liveCluster();
    const { engine, heard } = await connected(cluster);
    await engine.openMap({ lens: 'services', text: '', unfolded: [] });
    const [scene] = heard.maps;
    expect(scene).toMatchObject({ whole: true, sequence: 0 });
    await engine.mapDrawn(scene?.epoch ?? -1, 0);
    cluster.sink?.changes([{ type: 'delete', resource: 'services', namespace: 'shop', name: 'web' }]);
    await heard.until(() => heard.maps.length > 1);
    expect(heard.maps[1]).toMatchObject({ whole: false, removedMarks: ['shop/service/web'] });
  });

  it('offers the ends of a connection', async () => {
    const { engine } = await connected();
    const pods = await engine.listEnds('pod');
    expect(pods.map(({ reference, detail }) => [reference.name, detail])).toEqual([
      ['cart-0', '1/1 ready on n1'],
      ['web-0', '1/1 ready on n1'],
    ]);
    expect(pods.map(({ node }) => node)).toEqual(['n1', 'n1']);
    const namespaces = await engine.listEnds('namespace');
    expect(namespaces.map(({ reference, detail }) => [reference.name, detail])).toEqual([['shop', '2 pods']]);
    const services = await engine.listEnds('service');
    expect(
      services.map(({ reference, detail }) => [reference.name, detail.replace(/10[\d.]+/, 'IP')]),
    ).toEqual([
      ['typo', 'ClusterIP · IP · no endpoints'],
      ['web', 'ClusterIP · IP · 1 endpoint'],
    ]);
    expect(services[0]?.ports).toMatchObject([{ port: 80, protocol: 'TCP', label: '→ 8080' }]);
  });

  it('says what is wrong with a kubeconfig in one sentence', async () => {
    const { engine } = startEngine(() => Promise.reject(new Error('unused')));
    await expect(engine.listContexts()).rejects.toThrow('None. Choose.');
  });
});

describe('a diagnosis', () => {
  it('streams, names the cause, and can be exported and replayed', async () => {
    const { engine, heard } = await connected();
    const diagnosis = await engine.diagnose('a', question);
    expect(diagnosis.findings[0]?.code).toBe('service-selector-matches-nothing');
    expect(heard.verdicts.length).toBeGreaterThan(1);
    expect(heard.commands.some((line) => line.startsWith('kubectl exec -n shop cart-0'))).toBe(true);

    const [probe] = diagnosis.probes;
    expect(await engine.rawObservation('a', probe?.id ?? '')).toMatchObject({ outcome: 'forbidden: no' });
    expect(await engine.rawObservation('a', 'nothing')).toBeUndefined();
    expect(await engine.exportReport({ kind: 'diagnosis', diagnosis }, 'mermaid')).toContain('flowchart LR');
    expect(await engine.exportReport({ kind: 'diagnosis', diagnosis }, 'markdown')).toContain(
      'service-selector-matches-nothing',
    );
    expect(JSON.parse(await engine.caseFile('a'))).toMatchObject({ schema: 'podpath/case/v1', question });
    await expect(engine.caseFile('b')).rejects.toThrow('not held');
  });

  it('ends with what is known when it is cancelled', async () => {
    let asked: (request: ExecRequest) => void = () => undefined;
    const first = new Promise<ExecRequest>((resolve) => {
      asked = resolve;
    });
    const cluster = liveCluster((request, signal) => {
      asked(request);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      });
    });
    const { engine } = await connected(cluster);
    const running = engine.diagnose('a', question);
    await first;
    await engine.cancel('a');
    // The objects alone say that it is broken; why needs the probe that never answered.
    expect(await running).toMatchObject({ question, verdict: 'broken', probes: [] });
  });

  it('needs a cluster', async () => {
    const { engine } = startEngine(() => Promise.reject(new Error('unused')));
    await expect(engine.diagnose('a', question)).rejects.toThrow('not connected');
    await expect(engine.trace('b', { kind: 'service', namespace: 'shop', name: 'web' })).rejects.toThrow(
      'connected',
    );
  });

  it('traces a Service', async () => {
    const { engine } = await connected();
    const trace = await engine.trace('a', { kind: 'service', namespace: 'shop', name: 'typo' });
    expect(trace.status).toBe('broken');
    expect(await engine.exportReport({ kind: 'trace', trace }, 'text')).toContain('typo');
  });

  it('runs no command on a recorded cluster, and knows the question of its case', async () => {
    const { engine, heard } = startEngine(() =>
      Promise.resolve({ cluster: recordedCluster(snapshot, []), question }),
    );
    const state = await engine.openSession({ kind: 'file', path: 'a.case.json' });
    expect(state).toMatchObject({ phase: 'recorded', question });
    await engine.diagnose('a', question);
    expect(heard.commands).toEqual([]);
  });
});
