import type { RunningCluster } from '../testBed.ts';

/** A node as routes know it. */
export interface RoutedNode {
  readonly name: string;
  readonly address: string;
  readonly podRange: string;
}

/** The nodes of the test bed with the ranges of their pods. */
export async function routedNodes({ kubectl, nodes }: RunningCluster): Promise<readonly RoutedNode[]> {
  return Promise.all(
    nodes.map(async ({ name, address }) => {
      const { stdout } = await kubectl(['get', 'node', name, '--output=jsonpath={.spec.podCIDR}']);
      return { name, address, podRange: stdout.trim() };
    }),
  );
}

/**
 * Changes the route of one node to the pods of another. The network between the nodes forgets its own, by which the
 * packets would still arrive.
 */
export async function breakRoute(
  { runOnNode, runInFabric }: RunningCluster,
  from: RoutedNode,
  to: RoutedNode,
  argv: readonly string[],
): Promise<void> {
  await runInFabric(['ip', 'route', 'del', to.podRange]);
  await runOnNode(from.name, argv);
}

/** Makes every route between pods as the test bed makes them, and takes away what `kubectl debug` left. */
export async function restoreRoutes(cluster: RunningCluster, extra: readonly string[] = []): Promise<void> {
  const { runOnNode, runInFabric, kubectl } = cluster;
  const nodes = await routedNodes(cluster);
  for (const to of nodes) {
    const route = ['ip', 'route', 'replace', to.podRange, 'via', to.address];
    await runInFabric(route);
    for (const from of nodes) {
      if (from === to) continue;
      for (const destination of extra) {
        await runOnNode(from.name, ['ip', 'route', 'del', destination], { allowFailure: true });
      }
      await runOnNode(from.name, route);
    }
  }
  const debuggers = ['-l', 'app.kubernetes.io/managed-by=kubectl-debug', '--wait=false'];
  await kubectl(['delete', 'pod', '-n', 'default', ...debuggers, '--ignore-not-found'], {
    allowFailure: true,
  });
}
