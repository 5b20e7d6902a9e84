import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from './progress.ts';
import { fillTemplate } from './template.ts';
import type { RunningCluster } from './testBed.ts';

/** The namespaces of the demo workload. */
export const demoNamespaces = ['shop', 'data', 'ops'] as const;

/**
 * Creates the demo workload (a small shop with Services of every type) and awaits that its pods are available. It may
 * be called again: what is there already is brought back to what the manifests say.
 */
export async function applyDemo(
  cluster: RunningCluster,
  progress: Progress = () => undefined,
): Promise<void> {
  const values = { nodeAddress: cluster.nodes[0]?.address ?? '' };
  const files = demoNamespaces.map((namespace) => join(import.meta.dirname, 'demo', `${namespace}.yaml`));
  const manifests = files.map((file) => fillTemplate(file, readFileSync(file, 'utf8'), values));
  await cluster.kubectl(['apply', '--filename', '-'], { input: manifests.join('---\n') });
  progress('Created the demo workload; awaiting its pods');
  for (const namespace of demoNamespaces) {
    const { stdout } = await cluster.kubectl([
      ...['get', 'deployments,statefulsets,daemonsets', '--namespace', namespace, '--output=name'],
    ]);
    for (const workload of stdout.trim().split('\n')) {
      await cluster.kubectl(['rollout', 'status', workload, '--namespace', namespace, '--timeout=120s']);
    }
  }
  progress('The demo workload is available');
}
