import type { RunningCluster } from '../testBed.ts';
import { waitFor } from '../waitFor.ts';

/** The part of a v1 Pod by which scenes tell that it is where they want it. */
export interface PodObject {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly ContainerStatusObject[];
    readonly initContainerStatuses?: readonly ContainerStatusObject[];
  };
}

/** The part of a v1 ContainerStatus that scenes judge. */
export interface ContainerStatusObject {
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: { readonly running?: object; readonly waiting?: { readonly reason?: string } };
}

/** Awaits that the pods with a label are as wanted, at least one of them. */
export async function awaitPods(
  cluster: RunningCluster,
  namespace: string,
  label: string,
  what: string,
  judge: (pod: PodObject) => boolean,
): Promise<void> {
  await waitFor(
    what,
    async () => {
      const { stdout } = await cluster.kubectl(['get', 'pod', '-n', namespace, '-l', label, '--output=json']);
      const { items } = JSON.parse(stdout) as { items: readonly PodObject[] };
      return items.length > 0 && items.every(judge);
    },
    { timeout: 90_000, interval: 300 },
  );
}

/** Whether a condition of a pod has this status. */
export function hasCondition(pod: PodObject, type: string, status: string): boolean {
  return pod.status.conditions?.some((own) => own.type === type && own.status === status) === true;
}
