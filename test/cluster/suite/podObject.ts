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

/** Whether a condition of a pod has this status. */
export function hasCondition(pod: PodObject, type: string, status: string): boolean {
  return pod.status.conditions?.some((own) => own.type === type && own.status === status) === true;
}
