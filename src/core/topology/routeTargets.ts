import type { Pod } from '../model/clusterSnapshot.ts';
import { podRecord } from './podRecord.ts';
import type { EndpointCondition } from './serviceEndpoints.ts';

/** What one line of a Service leads to: a workload or a pod, with the endpoints that it is of them. */
export class RouteTarget {
  readonly conditions: EndpointCondition[] = [];
  /** Whether all its pods are on their way out; true as long as there is none. */
  isLeaving = true;

  /** @param condition absent for a pod that no slice names */
  add(pod: Pod, condition: EndpointCondition | undefined): void {
    if (condition !== undefined) this.conditions.push(condition);
    this.isLeaving &&= !podRecord(pod).active;
  }
}

/** The targets of some lines, by the ids of their marks. */
export class RouteTargets {
  readonly #byId = new Map<string, RouteTarget>();

  get all(): ReadonlyMap<string, RouteTarget> {
    return this.#byId;
  }

  /** The target of this id; made when it is first asked for. */
  at(id: string): RouteTarget {
    let target = this.#byId.get(id);
    if (target === undefined) {
      target = new RouteTarget();
      this.#byId.set(id, target);
    }
    return target;
  }

  /** All of them as one, which nobody takes for leaving: many pods of a workload drawn as one line. */
  joined(): RouteTarget {
    const all = new RouteTarget();
    all.isLeaving = false;
    for (const { conditions } of this.#byId.values())
      for (const each of conditions) all.conditions.push(each);
    return all;
  }
}
