import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createPrivilegedPlaces } from '../../../src/app/privileged/privilegedPlaces.ts';
import { fileRunLedger } from '../../../src/app/privileged/fileRunLedger.ts';
import { systemClock } from '../../../src/app/systemClock.ts';
import { openKubernetesCluster } from '../../../src/cluster/kubernetesCluster.ts';
import { images } from '../images.ts';
import type { RunningCluster } from '../testBed.ts';
import { waitFor } from '../waitFor.ts';
import { auditLogEnd } from './auditLog.ts';
import type { PrivilegedProduct } from './openStage.ts';
import type { Diagnosed, Product } from './product.ts';
import { startRandom } from './random.ts';
import { awaitFailing, awaitWorking } from './runClient.ts';
import { createScene, deleteScene, wrongAnswer, type Stage } from './stageScene.ts';
import type { SuiteTest } from './suiteTests.ts';
import { toollessScene, type ImageKind, type ToollessScene } from './toollessPods.ts';

/** What the privileged user did is told by the audit log from a place on, so these tests run one after the other. */
const queue = 'privileges';

const withDebugContainers = ['--allow', 'debug-container', '--debug-image', images.tools];

/** States of the debug containers of a pod. */
async function debugContainers(
  { kubectl }: RunningCluster,
  namespace: string,
  pod: string,
): Promise<readonly ('running' | 'waiting' | 'terminated')[]> {
  const { stdout } = await kubectl(['get', 'pod', '-n', namespace, pod, '--output=json']);
  const { status } = JSON.parse(stdout) as {
    status: {
      ephemeralContainerStatuses?: { state: Record<'running' | 'waiting' | 'terminated', object> }[];
    };
  };
  return (status.ephemeralContainerStatuses ?? []).map(
    ({ state }) => (Object.keys(state)[0] ?? 'waiting') as 'running' | 'waiting' | 'terminated',
  );
}

/** Awaits that every debug container of a pod has ended, as many as there should be. */
async function awaitEnded(
  cluster: RunningCluster,
  namespace: string,
  pod: string,
  count: number,
): Promise<void> {
  await waitFor(
    `the ${count} debug containers of ${namespace}/${pod} to have ended`,
    async () => {
      const states = await debugContainers(cluster, namespace, pod);
      return states.length === count && states.every((state) => state === 'terminated');
    },
    { timeout: 60_000, interval: 500 },
  );
}

/** Awaits that no pod of Podpath's own is left anywhere. */
async function awaitNoNodePods({ kubectl }: RunningCluster): Promise<void> {
  const own = ['pod', '-A', '-l', 'app.kubernetes.io/managed-by=podpath'];
  await kubectl(['wait', ...own, '--for=delete', '--timeout=60s']);
}

/** Whether an answer names what it could not see, and what would let it. */
function namesPermission({ document }: Diagnosed): boolean {
  return document.unverified.some(({ reason }) => reason.includes('--allow debug-container'));
}

/** Whether there is a useful answer at each level of what a pod's image has, in a scene that works and one that does not. */
function toollessTest(
  stage: Stage,
  { product, changes }: PrivilegedProduct,
  misdirected: boolean,
): SuiteTest {
  const { cluster, signal } = stage;
  const expected = misdirected ? 'broken' : 'reachable';
  const check = async (scene: ToollessScene, kind: ImageKind): Promise<void> => {
    const { namespace, clients } = scene;
    const before = auditLogEnd(cluster);
    const plain = await product.diagnose(scene.ask(kind));
    const asks = kind !== 'busybox';
    if (
      asks
        ? plain.document.verdict === 'reachable' || !namesPermission(plain)
        : plain.document.verdict !== expected
    ) {
      throw wrongAnswer(stage, `${kind}, nothing allowed`, scene, plain);
    }
    assert.deepEqual(await changes(before), [], `${kind}: nothing was allowed`);
    const allowed = await product.diagnose([...scene.ask(kind), ...withDebugContainers]);
    if (allowed.document.verdict !== expected || (asks && namesPermission(allowed))) {
      throw wrongAnswer(stage, `${kind}, debug containers allowed`, scene, allowed);
    }
    const [cause] = allowed.document.findings;
    if (misdirected && cause?.code !== 'service-target-port-wrong') {
      throw wrongAnswer(stage, `${kind}: the cause is another one`, scene, allowed);
    }
    await awaitEnded(cluster, namespace, clients[kind], asks ? 1 : 0);
  };
  return {
    name: `privileges: pods without tools, ${misdirected ? 'a wrong targetPort' : 'healthy'}`,
    queue,
    run: async () => {
      const random = startRandom(stage.seed, `toolless ${expected}`);
      const scene = toollessScene(random, misdirected, 'restricted');
      try {
        await createScene(cluster, scene);
        if (misdirected) await awaitFailing(cluster, scene.client, undefined, signal);
        else await awaitWorking(cluster, scene.client, signal);
        for (const kind of ['busybox', 'shell only', 'no shell'] as const) await check(scene, kind);
      } finally {
        await deleteScene(stage.endingCluster, scene);
      }
    },
  };
}

/** A running diagnosis whose first debug container runs; the process is the caller's to end. */
async function startedDiagnosis(
  product: Product,
  scene: ToollessScene,
): Promise<{ child: ReturnType<Product['start']>; ended: Promise<number | null> }> {
  const child = product.start(['diagnose', ...scene.ask('no shell'), '--verbose', ...withDebugContainers]);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdout.resume();
  let words = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      words += chunk.toString('utf8');
      // The command of the first probe in the debug container, which is there by then.
      if (words.includes('kubectl debug ')) resolve();
    });
    void ended.then((code) => {
      reject(new Error(`the diagnosis ended too early (${String(code)}): ${words}`));
    });
  });
  return { child, ended };
}

function interruptionTests(stage: Stage, { product }: PrivilegedProduct): readonly SuiteTest[] {
  const { cluster, signal } = stage;
  const inScene = (name: string, use: (scene: ToollessScene) => Promise<void>): SuiteTest => ({
    name: `privileges: ${name}`,
    queue,
    run: async () => {
      const scene = toollessScene(startRandom(stage.seed, name), false);
      try {
        await createScene(cluster, scene);
        await awaitWorking(cluster, scene.client, signal);
        await use(scene);
      } finally {
        await deleteScene(stage.endingCluster, scene);
      }
    },
  });
  return [
    inScene('Ctrl-C leaves nothing behind', async (scene) => {
      const { child, ended } = await startedDiagnosis(product, scene);
      child.kill('SIGINT');
      assert.equal(await ended, 130);
      await awaitEnded(cluster, scene.namespace, scene.clients['no shell'], 1);
    }),
    inScene('after kill -9 the next start takes everything away, and says so', async (scene) => {
      const { child, ended } = await startedDiagnosis(product, scene);
      child.kill('SIGKILL');
      await ended;
      const pod = scene.clients['no shell'];
      assert.deepEqual(await debugContainers(cluster, scene.namespace, pod), ['running']);
      const next = await product.run(['map', '-n', scene.namespace]);
      assert.match(
        next.stderr,
        new RegExp(`had left behind: debug container \\S+ in pod ${scene.namespace}/${pod}`),
      );
      await awaitEnded(cluster, scene.namespace, pod, 1);
      assert.equal((await product.run(['map', '-n', scene.namespace])).stderr, '', 'it is said once');
    }),
    inScene('an image that is not there is named', async (scene) => {
      const image = ['--allow', 'debug-container', '--debug-image', 'podpath.test/absent:1'];
      const answer = await product.diagnose([...scene.ask('no shell'), ...image]);
      if (!answer.document.unverified.some(({ reason }) => reason.includes('podpath.test/absent:1'))) {
        throw wrongAnswer(stage, 'the image is not named', scene, answer);
      }
    }),
    inScene('missing rights are named, and nothing is tried', async (scene) => {
      const answer = await stage.product.diagnose([...scene.ask('no shell'), ...withDebugContainers]);
      const { verdict, unverified } = answer.document;
      const named = unverified.some(({ reason }) => reason.includes('patch pods/ephemeralcontainers'));
      if (verdict !== 'unknown' || !named) throw wrongAnswer(stage, 'the right is not named', scene, answer);
    }),
  ];
}

/** Looks at a node as the engine does; `abandon` leaves everything as a crash would. */
async function lookAtNode(
  { cluster }: Stage,
  { kubeconfig, home }: PrivilegedProduct,
  nodePodNamespace: string,
): Promise<{
  kind: string;
  reason?: string;
  seen?: string;
  abandon: () => void;
  close: () => Promise<readonly string[]>;
}> {
  const source = { paths: [kubeconfig], environment: {}, homeFolder: home };
  const api = await openKubernetesCluster(source, systemClock);
  // The process of this suite lives on, so the run belongs to one that does not: no process has a number above 2²².
  const process = {
    host: hostname(),
    pid: 2 ** 22 + 1,
    instance: 'suite',
    isAlive: () => false,
    startOf: () => Promise.resolve(undefined),
  };
  const ledger = fileRunLedger(join(home, '.local', 'state', 'podpath'), systemClock, process);
  const { stdout } = await cluster.kubectl(['get', 'node', '--output=jsonpath={.items[0].metadata.name}']);
  const signal = AbortSignal.timeout(60_000);
  const places = createPrivilegedPlaces({
    cluster: api,
    mayAsk: ['node-pod'],
    consent: { ask: () => Promise.resolve('run') },
    ledger,
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined },
    image: images.tools,
    nodePodNamespace,
  });
  const request = { vantage: { kind: 'node', node: stdout }, privilege: 'node-pod', reason: '' } as const;
  const place = await places.placeFor(request, signal);
  const close = async (): Promise<readonly string[]> => {
    const remains = await places.close();
    api.close();
    return remains;
  };
  const abandon = (): void => {
    api.close();
  };
  if (place.kind === 'refused') return { kind: place.outcome, reason: place.reason, abandon, close };
  const argv = ['sh', '-c', 'hostname; ip -o link show; ls /host; cat /proc/1/comm'];
  const looked = await api.exec({ ...place.target, argv, timeoutMilliseconds: 20_000 }, signal);
  return { kind: 'ready', seen: looked.kind === 'exited' ? looked.stdout : looked.reason, abandon, close };
}

function nodePodTests(stage: Stage, privileged: PrivilegedProduct): readonly SuiteTest[] {
  const { cluster } = stage;
  const { product, changes } = privileged;
  return [
    {
      name: 'privileges: a node pod sees its node, and is gone afterwards',
      queue,
      run: async () => {
        const before = auditLogEnd(cluster);
        const { kind, reason, seen = '', close } = await lookAtNode(stage, privileged, 'default');
        assert.equal(kind, 'ready', reason);
        // The node's bridge, the node's files, and a first process that is the node's.
        for (const part of [/cni0|cilium_host|flannel/, /^etc$/m]) assert.match(seen, part);
        assert.deepEqual(await close(), []);
        await awaitNoNodePods(cluster);
        const made = (await changes(before)).map((line) => line.replace(/podpath-node-\S+/, 'NAME'));
        assert.deepEqual(made, [
          'create /api/v1/namespaces/default/pods',
          'delete /api/v1/namespaces/default/pods/NAME',
        ]);
      },
    },
    {
      name: 'privileges: a node pod that a crash left behind is removed at the next start',
      queue,
      run: async () => {
        const { kind, reason, abandon } = await lookAtNode(stage, privileged, 'default');
        assert.equal(kind, 'ready', reason);
        abandon();
        const { stderr } = await product.run(['map', '-n', 'default']);
        assert.match(stderr, /had left behind: node pod default\/podpath-node-/);
        await awaitNoNodePods(cluster);
      },
    },
    {
      name: 'privileges: where no node pod may be, that is said',
      queue,
      run: async () => {
        const { kind, reason = '', close } = await lookAtNode(stage, privileged, 'kube-system');
        assert.equal(kind, 'forbidden');
        assert.match(reason, /create pods, delete pods in namespace kube-system/);
        await close();
      },
    },
  ];
}

/** The upper rungs of the privilege ladder: consent, what is seen from there, and that nothing is left behind. */
export function privilegeTests(stage: Stage, privileged: PrivilegedProduct): readonly SuiteTest[] {
  return [
    toollessTest(stage, privileged, false),
    toollessTest(stage, privileged, true),
    ...interruptionTests(stage, privileged),
    ...nodePodTests(stage, privileged),
  ];
}
