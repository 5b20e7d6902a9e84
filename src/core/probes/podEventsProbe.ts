import { urlPart } from '../text/urlPart.ts';
import { isRecord, readText } from '../model/readField.ts';
import { defineProbe } from './defineProbe.ts';

/** One event about a pod, as the kubelet and the scheduler write them. */
export interface PodEvent {
  /** `Unhealthy`, `BackOff`, `FailedScheduling`, … */
  readonly reason: string;
  readonly message: string;
  /** `Normal` or `Warning`. */
  readonly type: string;
  /** When it was seen last; '' when it does not say. */
  readonly lastSeen: string;
}

export interface PodEventsParameters {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
}

/** The events about a pod, newest first. They are kept for an hour (kube-apiserver --event-ttl), so there may be none. */
export const podEventsProbe = defineProbe<PodEventsParameters, readonly PodEvent[]>({
  id: 'pod-events',
  title: 'Events of the pod',
  privilege: 'api',
  timeoutMilliseconds: 15_000,
  identity: ({ namespace, pod }) => `${namespace}/${pod}`,
  vantage: () => ({ kind: 'api' }),
  action: ({ namespace, pod, uid }) => {
    // The uid tells a pod from one of the same name before it.
    const fields = [
      `involvedObject.kind=Pod`,
      `involvedObject.name=${pod}`,
      ...(uid === '' ? [] : [`involvedObject.uid=${uid}`]),
    ].join(',');
    return {
      kind: 'read',
      path: `/api/v1/namespaces/${urlPart(namespace)}/events?fieldSelector=${urlPart(fields)}`,
    };
  },
  parse: (observation) => {
    let body: unknown;
    try {
      body = JSON.parse(observation.stdout);
    } catch {
      return { errors: ['the answer is no JSON'] };
    }
    if (!isRecord(body) || !Array.isArray(body['items'])) return { errors: ['the answer is no list'] };
    const events = body['items'].flatMap((item: unknown): PodEvent[] => {
      if (!isRecord(item)) return [];
      const reason = readText(item, 'reason');
      if (reason === undefined) return [];
      const series = isRecord(item['series']) ? readText(item['series'], 'lastObservedTime') : undefined;
      const lastSeen = series ?? readText(item, 'lastTimestamp') ?? readText(item, 'eventTime') ?? '';
      return [
        { reason, message: readText(item, 'message') ?? '', type: readText(item, 'type') ?? '', lastSeen },
      ];
    });
    const unreadable = body['items'].length - events.length;
    return {
      // Texts of RFC 3339 in UTC sort as times do.
      value: [...events].sort((left, right) => right.lastSeen.localeCompare(left.lastSeen)),
      errors: unreadable > 0 ? [`${unreadable} events could not be read`] : [],
    };
  },
});
