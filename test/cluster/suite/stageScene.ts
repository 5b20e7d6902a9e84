import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '../command.ts';
import type { RunningCluster } from '../testBed.ts';
import type { Diagnosed, Product } from './product.ts';
import type { Scene } from './scene.ts';
import { clientSelector } from './workloads.ts';

/** What faults and healthy set-ups are run with. */
export interface Stage {
  readonly cluster: RunningCluster;
  readonly product: Product;
  readonly seed: number;
  /** A folder for kubectl's own files. */
  readonly folder: string;
  /** Where answers are recorded as cases; absent when they are not. */
  readonly casesFolder?: string;
  readonly signal: AbortSignal;
}

/** Creates everything of a scene and awaits that its pods are ready. */
export async function createScene(cluster: RunningCluster, scene: Scene): Promise<void> {
  const { kubectl } = cluster;
  const namespaces = scene.namespaces.map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'podpath.test/scene': 'true' } },
  }));
  const items = [...namespaces, ...scene.objects];
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await kubectl(['apply', '-f', '-'], { input: list });
  await awaitRollouts(cluster, scene);
  await scene.complete?.(cluster);
}

/** Awaits that every workload of the scene is as its object says, and that every pod is ready. */
export async function awaitRollouts({ kubectl }: RunningCluster, scene: Scene): Promise<void> {
  const namespacesOf = (kind: string): string[] =>
    scene.namespaces.filter((namespace) =>
      scene.objects.some((object) => object.kind === kind && object.metadata.namespace === namespace),
    );
  await Promise.all([
    ...namespacesOf('Deployment').map((namespace) =>
      kubectl(['rollout', 'status', 'deployment', '-n', namespace, '--timeout=90s']),
    ),
    ...namespacesOf('Pod').map((namespace) =>
      kubectl([
        'wait',
        '-n',
        namespace,
        'pod',
        '-l',
        clientSelector,
        '--for=condition=Ready',
        '--timeout=90s',
      ]),
    ),
  ]);
}

/** Deletes everything of a scene; the namespaces' end is not awaited. */
export async function deleteScene({ kubectl }: RunningCluster, scene: Scene): Promise<void> {
  await kubectl(['delete', 'namespace', ...scene.namespaces, '--ignore-not-found', '--wait=false'], {
    allowFailure: true,
  });
}

/** Runs a finding's commands as a user would paste them: in a shell, with kubectl on the path. */
export async function runRemediation(stage: Stage, commands: readonly string[]): Promise<void> {
  const { cluster, folder, signal } = stage;
  const path = [dirname(cluster.kubectlPath), process.env['PATH'] ?? ''].join(':');
  const kubectl = {
    KUBECONFIG: cluster.kubeconfigPath,
    KUBERC: 'off',
    KUBECACHEDIR: join(folder, 'kubectl'),
  };
  for (const command of commands) {
    await runCommand(['sh', '-c', command], {
      env: { ...process.env, ...kubectl, PATH: path },
      timeout: 60_000,
      signal,
    });
  }
}

/** Where the answer to a scene's question is recorded, if it is. */
export function caseFile({ casesFolder }: Stage, name: string): { readonly saveTo?: string } {
  if (casesFolder === undefined) return {};
  mkdirSync(casesFolder, { recursive: true });
  return { saveTo: join(casesFolder, `${name}.case.json`) };
}

/** An error that says what was asked and everything that was answered. */
export function wrongAnswer(what: string, scene: Scene, answer: Diagnosed): Error {
  const question = scene.question.join(' ');
  const status = `exit status ${String(answer.exitCode)}`;
  return new Error(`${what}\nasked: podpath diagnose ${question}\nanswered, ${status}:\n${answer.text}`);
}
