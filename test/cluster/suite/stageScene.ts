import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFolder } from '../../../scripts/projectFolder.ts';
import { defaultDebugImage } from '../../../src/core/probes/commandLine.ts';
import { runCommand } from '../command.ts';
import { images } from '../images.ts';
import type { RunningCluster } from '../testBed.ts';
import type { Diagnosed, Product } from './product.ts';
import type { Scene } from './scene.ts';
import { clientSelector } from './workloads.ts';

/** What faults and healthy set-ups are run with. */
export interface Stage {
  readonly cluster: RunningCluster;
  /** The same cluster for what has to be done in any case: an interruption does not stop its commands. */
  readonly endingCluster: RunningCluster;
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

/**
 * Awaits that every workload of the scene is as its object says now, and that every client is ready: also those that a
 * repair makes anew. kubectl hears of it by a watch.
 */
export async function awaitRollouts({ kubectl }: RunningCluster, scene: Scene): Promise<void> {
  const namespacesOf = (...kinds: readonly string[]): string[] =>
    scene.namespaces.filter((namespace) =>
      scene.objects.some(({ kind, metadata }) => kinds.includes(kind) && metadata.namespace === namespace),
    );
  await Promise.all(
    (['Deployment', 'StatefulSet'] as const).flatMap((kind) =>
      namespacesOf(kind).map((namespace) =>
        kubectl(['rollout', 'status', kind.toLowerCase(), '-n', namespace, '--timeout=90s']),
      ),
    ),
  );
  // A StatefulSet's rollout is over when its pod is ready, so none of these is one that goes.
  const ready = ['pod', '-l', clientSelector, '--for=condition=Ready', '--timeout=90s'];
  await Promise.all(
    namespacesOf('Pod', 'StatefulSet').map((namespace) => kubectl(['wait', '-n', namespace, ...ready])),
  );
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
    // Where a user would pull the public image of tools, the nodes here have their own.
    const own = command.replace(`--image=${defaultDebugImage}`, `--image=${images.tools}`);
    await runCommand(['sh', '-c', own], {
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

/** An error that says what was asked and the gist of what was answered; the whole answer is kept in a file. */
export function wrongAnswer({ seed }: Stage, what: string, scene: Scene, answer: Diagnosed): Error {
  const { verdict, headline, findings, unverified } = answer.document;
  const [namespace = ''] = scene.namespaces;
  const file = join('test-results', 'cluster', `${String(seed)}-${namespace}.diagnosis.json`);
  mkdirSync(dirname(join(projectFolder, file)), { recursive: true });
  writeFileSync(join(projectFolder, file), answer.text);
  return new Error(
    [
      what,
      `asked: podpath diagnose ${scene.question.join(' ')}`,
      `answered: ${verdict}, exit status ${String(answer.exitCode)} (all of it: ${file})`,
      `  ${headline}`,
      ...findings.flatMap(({ code, certainty, summary, remediation }) => [
        `  ${code}, ${certainty}: ${summary}`,
        ...remediation.commands.map((command) => `    $ ${command}`),
      ]),
      ...unverified.map(({ code, probe, reason }) => `  not verified: ${code ?? probe ?? ''}: ${reason}`),
    ].join('\n'),
  );
}
