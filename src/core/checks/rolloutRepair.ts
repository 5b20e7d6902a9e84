import type { Inquiry } from '../inquiry/inquiry.ts';
import type { Pod } from '../model/clusterSnapshot.ts';
import { workloadOf } from '../model/podWorkload.ts';
import { joinCommand } from '../probes/commandLine.ts';
import { workloadsProbe } from '../probes/workloadsProbe.ts';

/** The command that takes a workload back to the pod template before, and what it undoes. */
export interface RolloutUndo {
  readonly text: string;
  readonly command: string;
}

/**
 * A pod that cannot start since its Deployment's template was changed starts again with the template before.
 * `undefined` where there was none, or where it is not known.
 */
export function rolloutUndo(pod: Pod, inquiry: Inquiry): RolloutUndo | 'pending' | undefined {
  const { kind, namespace, name } = workloadOf(pod);
  if (kind !== 'Deployment') return undefined;
  const answer = inquiry.ask(
    workloadsProbe,
    { namespace, resource: 'deployments' },
    `whether Deployment ${name} had another pod template before`,
  );
  if (answer.state === 'pending') return 'pending';
  if (answer.state === 'unavailable') return undefined;
  const revision = answer.value.find((workload) => workload.name === name)?.revision;
  if (revision === undefined || revision < 2) return undefined;
  return {
    text: `Deployment ${name} is at revision ${revision}: if the pods were well before, go back to that template, or correct the new one.`,
    command: joinCommand(['kubectl', 'rollout', 'undo', '-n', namespace, `deployment/${name}`]),
  };
}
