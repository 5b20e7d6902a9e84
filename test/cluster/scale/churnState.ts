import { isRecord, readNonEmptyText, readRecord } from '../../../src/core/model/readField.ts';
import type { PodOwner } from './objects/podObject.ts';
import { selectorOf, type ServicePlan, type WorkloadPlan, type WorldPlan } from './objects/worldPlan.ts';
import type { ScaleApi } from './scaleApi.ts';

/** A pod that may be changed or deleted. */
export interface ChurnPod {
  readonly workload: WorkloadPlan;
  readonly owner: PodOwner;
  readonly name: string;
  /** Nobody changes it twice at a time. */
  busy: boolean;
  ready: boolean;
}

interface Metadata {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly owner: PodOwner | undefined;
}

/** Names, labels and owners alone, page by page: a list of whole pods would take hundreds of megabytes. */
async function listMetadata(api: ScaleApi, path: string): Promise<Metadata[]> {
  const found: Metadata[] = [];
  for (let token = ''; ;) {
    const query = `limit=2000${token === '' ? '' : `&continue=${encodeURIComponent(token)}`}`;
    const page = await api.send('GET', `${path}?${query}`, { metadataOnly: true });
    for (const item of Array.isArray(page['items']) ? (page['items'] as unknown[]) : []) {
      const metadata = readRecord(isRecord(item) ? item : {}, 'metadata');
      const owners = metadata['ownerReferences'];
      found.push({
        namespace: readNonEmptyText(metadata, 'namespace') ?? '',
        name: readNonEmptyText(metadata, 'name') ?? '',
        labels: readRecord(metadata, 'labels'),
        owner: Array.isArray(owners) ? ownerOf(owners[0]) : undefined,
      });
    }
    token = readNonEmptyText(readRecord(page, 'metadata'), 'continue') ?? '';
    if (token === '') return found;
  }
}

function ownerOf(reference: unknown): PodOwner | undefined {
  if (!isRecord(reference)) return undefined;
  const text = (field: string): string => readNonEmptyText(reference, field) ?? '';
  return { apiVersion: text('apiVersion'), kind: text('kind'), name: text('name'), uid: text('uid') };
}

/** What a churn knows of the cluster: read once, then kept by what it does itself. */
export class ChurnState {
  readonly pods: ChurnPod[];
  readonly services: readonly ServicePlan[];
  readonly nodes: readonly string[];
  #writes = 0;

  private constructor(pods: ChurnPod[], services: readonly ServicePlan[], nodes: readonly string[]) {
    this.pods = pods;
    this.services = services;
    this.nodes = nodes;
  }

  /** Reads what there is of the plan's workloads; what somebody else made is left alone. */
  static async read(api: ScaleApi, world: WorldPlan): Promise<ChurnState> {
    const workloads = new Map<unknown, WorkloadPlan>();
    for (const { workloads: planned } of world.namespaces) {
      // Pods of a Job have ended, and those of a DaemonSet share their node's address.
      const running = planned.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
      for (const workload of running)
        workloads.set(selectorOf(workload)['app.kubernetes.io/instance'], workload);
    }
    const pods = (await listMetadata(api, '/api/v1/pods')).flatMap(({ name, labels, owner }): ChurnPod[] => {
      const workload = workloads.get(labels['app.kubernetes.io/instance']);
      if (workload === undefined || owner === undefined) return [];
      return [{ workload, owner, name, busy: false, ready: true }];
    });
    // Changing what selects nothing tells nothing.
    const services = world.namespaces
      .flatMap((plan) => plan.services)
      .filter(({ kind, selector }) => kind === 'ClusterIP' && selector !== undefined);
    return new ChurnState(pods, services, world.nodes);
  }

  /** A number that no write had before. */
  nextWrite(): number {
    this.#writes += 1;
    return this.#writes;
  }

  remove(pod: ChurnPod): void {
    const index = this.pods.indexOf(pod);
    const last = this.pods.pop();
    if (last !== undefined && last !== pod && index >= 0) this.pods[index] = last;
  }
}
