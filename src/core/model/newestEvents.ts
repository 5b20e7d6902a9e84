import { maximumNetworkEvents, type NetworkEvent, networkEventKey } from './networkEvent.ts';

/** The oldest first; of one moment by name, so that the order in which they came decides nothing. */
function byAge(left: NetworkEvent, right: NetworkEvent): number {
  if (left.lastSeen !== right.lastSeen) return left.lastSeen < right.lastSeen ? -1 : 1;
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

/** The newest events of one namespace by their keys, as many as are kept; of an object and a reason the newest alone. */
export function newestEvents(events: Iterable<NetworkEvent>): Map<string, NetworkEvent> {
  const newest = new Map<string, NetworkEvent>();
  for (const event of [...events].sort(byAge)) newest.set(networkEventKey(event), event);
  const byKey = [...newest].sort(([, left], [, right]) => byAge(left, right));
  return new Map(byKey.slice(-maximumNetworkEvents));
}

/** The same for the events of any namespaces. */
export function newestEventsOfEachNamespace(events: readonly NetworkEvent[]): readonly NetworkEvent[] {
  return [...Map.groupBy(events, ({ namespace }) => namespace).values()].flatMap((own) => [
    ...newestEvents(own).values(),
  ]);
}
