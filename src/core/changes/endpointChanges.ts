import type { EndpointSlice } from '../model/clusterSnapshot.ts';
import type { Timestamp } from '../model/timestamp.ts';
import type { LastChange } from '../model/lastChange.ts';
import type { TopologyState } from '../model/topologyState.ts';
import { type NetworkChange, timeOf } from './networkChange.ts';

/** Whether an endpoint gets traffic; one that terminates gets none while others are ready. */
type EndpointState = 'ready' | 'unready';

/** All endpoints of a Service, each once: those of several slices (two address families, several ports) are one. */
export interface EndpointView {
  /** By the name of the pod; by address where it is none. */
  readonly states: ReadonlyMap<string, EndpointState>;
  /** `http 8080/TCP`. */
  readonly ports: readonly string[];
}

/** The endpoints of a Service, from all its slices. */
export function viewEndpoints(slices: Iterable<EndpointSlice>): EndpointView {
  const states = new Map<string, EndpointState>();
  const ports = new Set<string>();
  for (const slice of slices) {
    for (const { name, port, protocol } of slice.ports) {
      ports.add(
        `${name === '' ? '' : `${name} `}${port === undefined ? 'any port' : String(port)}/${protocol}`,
      );
    }
    for (const { addresses, ready, terminating, targetPod } of slice.endpoints) {
      const key = targetPod?.name ?? addresses[0];
      if (key === undefined) continue;
      if (ready && !terminating) states.set(key, 'ready');
      else if (!states.has(key)) states.set(key, 'unready');
    }
  }
  return { states, ports: [...ports].sort() };
}

/** What happened to the endpoints of one Service between two snapshots. */
export interface EndpointDifference {
  readonly namespace: string;
  readonly service: string;
  readonly before: EndpointView;
  readonly after: EndpointView;
  /** The newest write of the slices that changed. */
  readonly write?: LastChange;
}

/** How many endpoints there are, and how many of them are ready. */
interface EndpointCount {
  readonly ready: number;
  readonly all: number;
}

interface Touched {
  readonly before: EndpointState | undefined;
  readonly after: EndpointState | undefined;
}

/** What happened to the endpoints of a Service over some time, in sum: a rolling update is one thing that happened. */
export interface EndpointHistory {
  readonly namespace: string;
  readonly service: string;
  /** When it began and went on last. */
  readonly first: Timestamp;
  readonly last: Timestamp;
  readonly manager?: string;
  /** Differences that were summed up. */
  readonly steps: number;
  readonly touched: ReadonlyMap<string, Touched>;
  readonly before: EndpointCount;
  readonly after: EndpointCount;
  readonly portsBefore: readonly string[];
  readonly portsAfter: readonly string[];
}

function count({ states }: EndpointView): EndpointCount {
  let ready = 0;
  for (const state of states.values()) if (state === 'ready') ready += 1;
  return { ready, all: states.size };
}

/** Whether endpoints moved to other ports; without endpoints there are none to speak of. */
function otherPorts(before: readonly string[], after: readonly string[]): boolean {
  return before.length > 0 && after.length > 0 && before.join() !== after.join();
}

/** Adds a difference to what happened before, or begins with it; `undefined` when the two views do not differ. */
export function addEndpoints(
  history: EndpointHistory | undefined,
  { namespace, service, before, after, write }: EndpointDifference,
  seen: Timestamp,
): EndpointHistory | undefined {
  const touched = new Map(history?.touched);
  let changed = otherPorts(before.ports, after.ports);
  const touch = (key: string): void => {
    const [then, now] = [before.states.get(key), after.states.get(key)];
    if (then === now) return;
    changed = true;
    const known = touched.get(key);
    touched.set(key, { before: known === undefined ? then : known.before, after: now });
  };
  for (const key of before.states.keys()) touch(key);
  for (const key of after.states.keys()) if (!before.states.has(key)) touch(key);
  if (!changed) return history;
  const time = timeOf(write, seen);
  const manager = write?.manager ?? history?.manager;
  return {
    namespace,
    service,
    first: history?.first ?? time,
    last: time,
    ...(manager === undefined ? {} : { manager }),
    steps: (history?.steps ?? 0) + 1,
    touched,
    before: history?.before ?? count(before),
    after: count(after),
    portsBefore: history?.portsBefore ?? before.ports,
    portsAfter: after.ports,
  };
}

/** Endpoints of one kind that are named; the others are counted. */
const namedEndpoints = 4;

function nameSome(names: readonly string[]): string {
  const more = names.length > namedEndpoints ? ` and ${String(names.length - namedEndpoints)} more` : '';
  return `${names.slice(0, namedEndpoints).join(', ')}${more}`;
}

interface Group {
  readonly names: readonly string[];
  /** After the number, for one and for several. */
  readonly words: readonly [one: string, several: string];
}

function groupsOf(touched: ReadonlyMap<string, Touched>): readonly Group[] {
  const where = (belongs: (touched: Touched) => boolean): readonly string[] =>
    [...touched].flatMap(([name, states]) => (belongs(states) ? [name] : []));
  const groups: readonly Group[] = [
    {
      words: ['left', 'left'],
      names: where(({ before, after }) => before !== undefined && after === undefined),
    },
    {
      words: ['is no longer ready', 'are no longer ready'],
      names: where(({ before, after }) => before === 'ready' && after === 'unready'),
    },
    {
      words: ['joined', 'joined'],
      names: where(({ before, after }) => before === undefined && after === 'ready'),
    },
    {
      words: ['joined and is not ready', 'joined and are not ready'],
      names: where(({ before, after }) => before === undefined && after === 'unready'),
    },
    {
      words: ['became ready', 'became ready'],
      names: where(({ before, after }) => before === 'unready' && after === 'ready'),
    },
  ];
  return groups.filter(({ names }) => names.length > 0);
}

function phrase({ names, words }: Group, noun = ''): string {
  const [one, several] = words;
  const number = String(names.length);
  return `${number}${noun === '' ? '' : ` ${names.length === 1 ? noun : noun.replace('endpoint', 'endpoints')}`} ${names.length === 1 ? one : several}`;
}

function titleOf(
  name: string,
  groups: readonly Group[],
  { portsBefore, portsAfter }: EndpointHistory,
): string {
  const [first, second] = groups;
  if (first === undefined) {
    return otherPorts(portsBefore, portsAfter)
      ? `Ports of the endpoints of ${name} changed`
      : `Endpoints of ${name} changed and are as before`;
  }
  if (second === undefined) return phrase(first, `endpoint of ${name}`);
  return `Endpoints of ${name}: ${groups.map((group) => phrase(group)).join(', ')}`;
}

function stateOf({ before, after, touched }: EndpointHistory): TopologyState {
  if (before.ready > 0 && after.ready === 0) return 'error';
  const failed = [...touched.values()].some(
    ({ before: then, after: now }) => then === 'ready' && now === 'unready',
  );
  if (failed) return 'warning';
  return after.ready > 0 && after.ready === after.all && before.ready < before.all ? 'ok' : 'inactive';
}

function secondsOf({ first, last }: EndpointHistory): number {
  return Math.max(1, Math.round((Date.parse(last) - Date.parse(first)) / 1000));
}

/** The change in words. */
export function describeEndpoints(history: EndpointHistory): NetworkChange {
  const { namespace, service, touched, before, after, portsBefore, portsAfter, manager, steps } = history;
  const name = `${namespace}/${service}`;
  const groups = groupsOf(touched);
  const ready = ({ ready: some, all }: EndpointCount): string => `${String(some)} of ${String(all)}`;
  const names = groups.map((group, index) => {
    const listed = nameSome(group.names);
    return groups.length === 1 && index === 0 ? listed : `${group.words[1]}: ${listed}`;
  });
  return {
    time: history.last,
    reference: { kind: 'service', namespace, name: service },
    title: titleOf(name, groups, history),
    detail: [
      ...names,
      ...(otherPorts(portsBefore, portsAfter)
        ? [`ports: ${portsBefore.join(', ')} → ${portsAfter.join(', ')}`]
        : []),
      ready(before) === ready(after) ? `${ready(after)} ready` : `ready: ${ready(before)} → ${ready(after)}`,
      ...(steps > 1 ? [`${String(steps)} changes within ${String(secondsOf(history))} s`] : []),
    ].join(' · '),
    ...(manager === undefined ? {} : { manager }),
    state: stateOf(history),
  };
}
