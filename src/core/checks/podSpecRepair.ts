import type { Pod } from '../model/clusterSnapshot.ts';
import { workloadOf } from '../model/podWorkload.ts';
import { joinCommand } from '../probes/commandLine.ts';

/** One step of a JSON patch (RFC 6902) within a pod's spec; `path` starts there. */
export interface PodSpecStep {
  readonly op: 'test' | 'replace' | 'remove' | 'add';
  readonly path: string;
  readonly value?: unknown;
}

/** Controllers whose pods follow their template by themselves. */
const followed: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** What is changed: kubectl's words up to the patch, and how its pods follow. */
function patchCommand(
  pod: Pod,
  type: 'merge' | 'json',
  patchOf: (inTemplate: boolean) => unknown,
): readonly string[] {
  const { kind, namespace, name } = workloadOf(pod);
  const patch = (resource: string, inTemplate: boolean): string =>
    joinCommand([
      ...['kubectl', 'patch', '-n', namespace, `${resource}/${name}`],
      ...['--type', type, '-p', JSON.stringify(patchOf(inTemplate))],
    ]);
  if (followed.has(kind)) return [patch(kind.toLowerCase(), true)];
  if (kind === 'ReplicaSet') {
    return [patch('replicaset', true), joinCommand(['kubectl', 'delete', 'pod', '-n', namespace, pod.name])];
  }
  // A pod's spec cannot be changed, so the pod is made again. A dry run at the client's side only edits.
  return kind === 'Pod'
    ? [`${patch('pod', false)} --dry-run=client -o json | kubectl replace --force -f -`]
    : [];
}

/**
 * The commands that change fields of a pod's spec where it is written: in the template of its workload, or in the pod
 * itself, which is then made again. Fields that are to go are `null` (RFC 7386, merge patch). Empty for pods of
 * controllers whose templates are not known here.
 */
export function mergePodSpecCommands(pod: Pod, change: Readonly<Record<string, unknown>>): readonly string[] {
  return patchCommand(pod, 'merge', (inTemplate) =>
    inTemplate ? { spec: { template: { spec: change } } } : { spec: change },
  );
}

/** The same by steps, for entries of lists. */
export function stepPodSpecCommands(pod: Pod, steps: readonly PodSpecStep[]): readonly string[] {
  return patchCommand(pod, 'json', (inTemplate) =>
    steps.map((step) => ({ ...step, path: `${inTemplate ? '/spec/template' : ''}/spec${step.path}` })),
  );
}
