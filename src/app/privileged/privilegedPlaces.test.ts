import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Permission, ProbeRequest } from '../../core/probes/observation.ts';
import type { ConsentAnswer, ConsentRequest } from '../../protocol/consentProtocol.ts';
import { createPrivilegedPlaces, type PrivilegedPlaces } from './privilegedPlaces.ts';
import { memoryLedger, type MemoryLedger } from './testing/memoryLedger.ts';
import { type ApiScript, scriptedApi, type ScriptedApi } from './testing/scriptedApi.ts';

type Asked = Pick<ProbeRequest, 'vantage' | 'privilege' | 'reason'>;

const inPod: Asked = {
  vantage: { kind: 'debug', namespace: 'shop', pod: 'web-0' },
  privilege: 'debug-container',
  reason: 'whether it listens',
};
const inPodAsRoot: Asked = { ...inPod, privilege: 'debug-container-net-admin' };
const onNode: Asked = { vantage: { kind: 'node', node: 'n1' }, privilege: 'node-pod', reason: 'its rules' };

interface Opened extends ScriptedApi {
  readonly places: PrivilegedPlaces;
  readonly ledger: MemoryLedger;
  readonly asked: ConsentRequest[];
  readonly place: (request: Asked) => ReturnType<PrivilegedPlaces['placeFor']>;
  readonly controller: AbortController;
}

/** Places on a scripted API server, for a user who gives these answers, then no more. */
function open(
  script: ApiScript = {},
  answers: readonly (ConsentAnswer | 'silence')[] = ['once'],
  mayAsk: readonly Permission[] = ['debug-container', 'node-pod'],
): Opened {
  const api = scriptedApi(script);
  const ledger = memoryLedger();
  const asked: ConsentRequest[] = [];
  const controller = new AbortController();
  const places = createPrivilegedPlaces({
    cluster: api.cluster,
    mayAsk,
    ledger,
    clock: { now: () => '2026-01-01T00:00:00.000Z', elapsed: () => 0 },
    log: { info: () => undefined, warn: () => undefined },
    image: 'example/tools:1',
    nodePodNamespace: 'default',
    consent: {
      ask: (request) => {
        asked.push(request);
        const answer = answers[asked.length - 1] ?? 'no';
        return answer === 'silence' ? new Promise(() => undefined) : Promise.resolve(answer);
      },
    },
  });
  return {
    ...api,
    places,
    ledger,
    asked,
    controller,
    place: (request) => places.placeFor(request, controller.signal),
  };
}

describe('a place that is allowed', () => {
  it('is a debug container that keeps to the restricted standard, and is ended', async () => {
    const { place, places, log, sent, ledger, asked } = open();
    expect(await place(inPod)).toEqual({
      kind: 'ready',
      target: { namespace: 'shop', pod: 'web-0', container: 'podpath-run1-1' },
    });
    expect(sent).toMatchObject([
      {
        image: 'example/tools:1',
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          runAsNonRoot: true,
          runAsUser: 65534,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      },
    ]);
    expect(asked).toMatchObject([{ purposes: ['whether it listens'] }]);
    expect(ledger.noted).toHaveLength(1);
    expect(await places.close()).toEqual([]);
    expect(log).toEqual(['add podpath-run1-1 to shop/web-0', 'exec in podpath-run1-1: podpath-end']);
    expect(ledger.noted).toEqual([]);
  });

  it('is a pod on the node, and is deleted', async () => {
    const { place, places, log, sent } = open();
    expect(await place(onNode)).toMatchObject({ kind: 'ready', target: { container: 'tools' } });
    expect(sent).toMatchObject([
      {
        metadata: { labels: { 'podpath/owner': '0123456789abcdef', 'podpath/run': 'run1' } },
        spec: { nodeName: 'n1', hostNetwork: true, hostPID: true, activeDeadlineSeconds: 600 },
      },
    ]);
    expect(await places.close()).toEqual([]);
    expect(log).toEqual(['create default/podpath-node-run1-1', 'delete default/podpath-node-run1-1']);
  });

  it('is shown exactly as it is sent', async () => {
    const { place, sent, asked } = open({}, ['run']);
    await place(onNode);
    expect(parse(asked[0]!.manifest)).toEqual(sent[0]);
  });

  it('is made once for all probes of one vantage', async () => {
    const { place, log, asked } = open();
    const both = await Promise.all([place(inPod), place({ ...inPod, reason: 'its resolver' })]);
    expect(both[0]).toEqual(both[1]);
    expect(log).toHaveLength(1);
    expect(asked).toMatchObject([{ purposes: ['whether it listens', 'its resolver'] }]);
  });

  it('runs as the user of the application where that is no root', async () => {
    const { place, sent } = open({
      objects: {
        '/api/v1/namespaces/shop/pods/web-0': {
          spec: { nodeName: 'n1', securityContext: { runAsUser: 1000 }, containers: [{ name: 'app' }] },
          status: { phase: 'Running' },
        },
      },
    });
    await place(inPod);
    expect(sent).toMatchObject([{ securityContext: { runAsUser: 1000 } }]);
  });

  it('uses a debug container that runs already, without a question, and leaves its end to who made it', async () => {
    const first = open();
    await first.place(inPod);
    const [container] = first.sent;
    const { place, places, log, asked } = open({
      objects: {
        '/api/v1/namespaces/shop/pods/web-0': {
          spec: { nodeName: 'n1', containers: [], ephemeralContainers: [container] },
          status: {
            phase: 'Running',
            ephemeralContainerStatuses: [
              { name: 'podpath-run1-1', state: { running: { startedAt: '2026-01-01T00:00:00Z' } } },
            ],
          },
        },
      },
    });
    expect(await place(inPod)).toMatchObject({ kind: 'ready', target: { container: 'podpath-run1-1' } });
    expect(await places.close()).toEqual([]);
    expect([log, asked]).toEqual([[], []]);
  });
});

describe('what a user answers', () => {
  it.each<[readonly ConsentAnswer[], readonly Asked[], readonly string[]]>([
    [['no'], [inPod], ['declined']],
    [
      ['once', 'no'],
      [inPod, inPodAsRoot],
      ['ready', 'declined'],
    ],
    [['run'], [inPodAsRoot, inPod], ['ready', 'ready']],
    [
      ['run', 'no'],
      [inPod, inPodAsRoot],
      ['ready', 'declined'],
    ],
    [
      ['never', 'once'],
      [inPod, inPodAsRoot, onNode],
      ['declined', 'declined', 'ready'],
    ],
  ])('%j', async (answers, requests, expected) => {
    const { place } = open({}, answers);
    const results = [];
    for (const request of requests) results.push(await place(request));
    expect(results.map((result) => (result.kind === 'ready' ? 'ready' : result.outcome))).toEqual(expected);
  });

  it('is not asked for what nobody may be asked about', async () => {
    const { place, asked, log } = open({}, ['once'], ['debug-container']);
    expect(await place(onNode)).toMatchObject({ outcome: 'declined' });
    expect([asked, log]).toEqual([[], []]);
  });
});

/** Refused before anybody is asked, and nothing is sent. */
async function checkRefused(
  script: ApiScript,
  request: Asked,
  outcome: string,
  words: readonly string[],
): Promise<void> {
  const { place, places, asked, log } = open(script);
  const refusal = await place(request);
  expect(refusal).toMatchObject({ kind: 'refused', outcome });
  for (const word of words) expect('reason' in refusal && refusal.reason).toContain(word);
  expect([asked, log]).toEqual([[], []]);
  expect(await places.close()).toEqual([]);
}

const enforced = (namespace: string, level: string): ApiScript => ({
  objects: {
    [`/api/v1/namespaces/${namespace}`]: {
      metadata: { labels: { 'pod-security.kubernetes.io/enforce': level } },
    },
  },
});
const podWith = (changes: object): ApiScript => ({
  objects: {
    '/api/v1/namespaces/shop/pods/web-0': {
      metadata: {},
      spec: { nodeName: 'n1', containers: [] },
      status: { phase: 'Running' },
      ...changes,
    },
  },
});

describe('a place that cannot be is refused in words, before anybody is asked', () => {
  it.each<[string, ApiScript, Asked, string, readonly string[]]>([
    [
      'a right is missing',
      { refused: ['patch pods/ephemeralcontainers'] },
      inPod,
      'forbidden',
      ['patch pods/ephemeralcontainers in namespace shop'],
    ],
    [
      'rights are missing for a node pod',
      { refused: ['create pods', 'delete pods'] },
      onNode,
      'forbidden',
      ['create pods, delete pods in namespace default'],
    ],
    [
      'exec takes one right more on a newer server',
      { refused: ['create pods/exec'], objects: { '/version': { minor: '35+' } } },
      inPod,
      'forbidden',
      ['create pods/exec'],
    ],
    ['baseline', enforced('shop', 'baseline'), inPodAsRoot, 'forbidden', ['NET_ADMIN', 'baseline']],
    ['a level that does not exist', enforced('shop', 'strict'), inPodAsRoot, 'forbidden', ['strict']],
    [
      'restricted',
      enforced('default', 'restricted'),
      onNode,
      'forbidden',
      ['hostNetwork', 'nodePodNamespace'],
    ],
    [
      'a static pod',
      podWith({ metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } } }),
      inPod,
      'error',
      ['static pod'],
    ],
    ['a pod that has ended', podWith({ status: { phase: 'Succeeded' } }), inPod, 'error', ['has ended']],
    ['a pod without a node', podWith({ spec: { containers: [] } }), inPod, 'error', ['not on any node']],
    [
      'a Windows pod',
      podWith({ spec: { nodeName: 'n1', containers: [], os: { name: 'windows' } } }),
      inPod,
      'error',
      ['Windows'],
    ],
    [
      'a Windows node',
      { objects: { '/api/v1/nodes/n1': { metadata: { labels: { 'kubernetes.io/os': 'windows' } } } } },
      onNode,
      'error',
      ['Windows'],
    ],
    [
      'a node that is not ready',
      {
        objects: {
          '/api/v1/nodes/n1': {
            status: { conditions: [{ type: 'Ready', status: 'Unknown', message: 'kubelet is silent' }] },
          },
        },
      },
      onNode,
      'error',
      ['not ready', 'kubelet is silent'],
    ],
    ['no such node', { objects: { '/api/v1/nodes/n1': undefined } }, onNode, 'error', ['no node n1']],
  ])('%s', async (_name, script, request, outcome, words) => {
    await checkRefused(script, request, outcome, words);
  });

  it('lets a restricted namespace have a debug container', async () => {
    expect(await open(enforced('shop', 'restricted')).place(inPod)).toMatchObject({ kind: 'ready' });
  });

  it('needs no right to create pods/exec on an older server', async () => {
    expect(await open({ refused: ['create pods/exec'] }).place(inPod)).toMatchObject({ kind: 'ready' });
  });
});

describe('a place that does not come to be', () => {
  const waiting = (reason: string): NonNullable<ApiScript['state']> => ({
    waiting: { reason, message: 'not found' },
  });

  it.each<[string, ApiScript, Asked, string, string]>([
    [
      'the server refuses',
      { change: { kind: 'forbidden', reason: 'violates PodSecurity' } },
      onNode,
      'forbidden',
      'violates PodSecurity',
    ],
    [
      'no image',
      { state: waiting('ErrImagePull') },
      onNode,
      'error',
      'the image cannot be pulled: not found',
    ],
    ['no image', { state: waiting('ImagePullBackOff') }, inPod, 'error', 'example/tools:1'],
    [
      'no shell',
      { state: { terminated: { reason: 'StartError' } } },
      inPod,
      'error',
      'ended at once (StartError)',
    ],
  ])('%s', async (_name, script, request, outcome, words) => {
    const { place, places, ledger } = open(script);
    const refusal = await place(request);
    expect(refusal).toMatchObject({ kind: 'refused', outcome });
    expect('reason' in refusal && refusal.reason).toContain(words);
    expect(await places.close()).toEqual([]);
    expect(ledger.noted).toEqual([]);
  });

  it('takes a pod away at once that does not start', async () => {
    const { place, log } = open({ state: waiting('ErrImagePull') });
    await place(onNode);
    expect(log.at(-1)).toBe('delete default/podpath-node-run1-1');
  });

  it('is taken away when the run is cancelled while it starts', async () => {
    const { place, places, log, controller, ledger } = open({ state: waiting('ContainerCreating') });
    const placing = place(onNode);
    while (log.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('cancelled'));
    await expect(placing).rejects.toThrow();
    expect(await places.close()).toEqual([]);
    expect(log).toEqual(['create default/podpath-node-run1-1', 'delete default/podpath-node-run1-1']);
    expect(ledger.noted).toEqual([]);
  });

  it('is not waited for when the run ends while a user is asked who says nothing', async () => {
    const { place, places, log, controller, asked } = open({}, ['silence']);
    const placing = [place(onNode), place(inPod)];
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('cancelled'));
    for (const each of placing) await expect(each).rejects.toThrow('cancelled');
    expect(await places.close()).toEqual([]);
    expect([asked.length, log]).toEqual([1, []]);
  });
});
