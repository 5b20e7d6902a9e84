import type { NetworkChange } from '../../changes/networkChange.ts';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { LastChange } from '../../model/lastChange.ts';
import type { NetworkEvent } from '../../model/networkEvent.ts';
import { type ObjectReference, formatReference } from '../../model/reference.ts';
import { podClassesOf } from '../podClassesOf.ts';
import type { TopologyState } from '../../model/topologyState.ts';

/** One thing that happened to an object. */
export interface HistoryEntry {
  /** RFC 3339. */
  readonly time: string;
  readonly title: string;
  readonly detail: string;
  readonly state: TopologyState;
}

/** More than this is not shown: the newest are. */
const mostEntries = 20;

function entryOfEvent(
  { reason, message, type, count, lastSeen, regarding }: NetworkEvent,
  own: boolean,
): HistoryEntry {
  const about = own ? '' : ` (${regarding.kind} ${regarding.name})`;
  const times = count > 1 ? `, ${count} times` : '';
  return {
    time: lastSeen,
    title: `${reason}${about}${times}`,
    detail: message,
    state: type === 'Warning' ? 'warning' : 'inactive',
  };
}

function entryOfChange({ time, title, detail, manager, state }: NetworkChange): HistoryEntry {
  const by = manager === undefined ? '' : `by ${manager}`;
  return { time, title, detail: [detail, by].filter((part) => part !== '').join(' · '), state };
}

/** Whether an event is about the object, or about a pod of the workload that it is. */
function concerns(snapshot: ClusterSnapshot, { kind, namespace, name }: ObjectReference) {
  const partition = namespace === undefined ? undefined : snapshot.namespaces.get(namespace);
  const workload =
    partition === undefined
      ? undefined
      : podClassesOf(partition).workloads.get(`${namespace ?? ''}/${kind}/${name}`);
  const pods = new Set(workload?.pods.map((pod) => pod.name));
  return ({ regarding }: NetworkEvent): 'itself' | 'pod' | 'other' => {
    if (regarding.kind.toLowerCase() === kind && regarding.name === name) return 'itself';
    return regarding.kind === 'Pod' && pods.has(regarding.name) ? 'pod' : 'other';
  };
}

/** What happened to an object, newest first: what the cluster reported, what changed, and who wrote it last. */
export function objectHistory(
  snapshot: ClusterSnapshot,
  reference: ObjectReference,
  lastChange: LastChange | undefined,
  changes: readonly NetworkChange[],
): readonly HistoryEntry[] {
  const concern = concerns(snapshot, reference);
  const places = reference.namespace === undefined ? ['', 'default'] : [reference.namespace];
  const events = places
    .flatMap((namespace) => [...(snapshot.networkEvents.get(namespace)?.values() ?? [])])
    .flatMap((event) => {
      const about = concern(event);
      return about === 'other' ? [] : [entryOfEvent(event, about === 'itself')];
    });
  const key = formatReference(reference);
  const isTold = changes.some(
    (change) => change.time === lastChange?.time && formatReference(change.reference) === key,
  );
  const written: readonly HistoryEntry[] =
    lastChange === undefined || isTold
      ? []
      : [
          {
            time: lastChange.time,
            title: `Last written by ${lastChange.manager}`,
            detail: '',
            state: 'inactive',
          },
        ];
  return [...events, ...changes.map(entryOfChange), ...written]
    .sort((left, right) => (left.time < right.time ? 1 : left.time > right.time ? -1 : 0))
    .slice(0, mostEntries);
}
