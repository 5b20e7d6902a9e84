import type { Pod } from '../model/clusterSnapshot.ts';
import type { ObjectReference } from '../model/reference.ts';
import { isReady } from '../model/serviceEndpoints.ts';
import { markdownText } from '../text/escape.ts';
import type { TextRange } from './manifestObject.ts';

/** What can be done from a hover. The host makes links of them. */
export type HoverAction =
  | { readonly kind: 'trace'; readonly service: ObjectReference }
  | { readonly kind: 'show-on-map'; readonly reference: ObjectReference };

/** What a hover says: three lines of Markdown at most, escaped, and what can be done from it. */
export interface HoverText {
  readonly lines: readonly string[];
  readonly actions: readonly HoverAction[];
}

/** A hover and the text that it is about. */
export interface ManifestHover extends HoverText {
  readonly range: TextRange;
}

/** Names shown in a line; the rest is counted. */
const shownNames = 2;

/** `1 pod`, `3 pods`. */
export function countWords(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `web-7c, web-9f +2`, escaped. */
export function nameList(names: readonly string[]): string {
  const rest = names.length - shownNames;
  return `${names.slice(0, shownNames).map(markdownText).join(', ')}${rest > 0 ? ` +${rest}` : ''}`;
}

/** `2 ready`, `2 ready, 1 terminating`: what the pods are like now. A pod on its way out does not count as ready. */
export function readinessWords(pods: readonly Pod[]): string {
  const terminating = pods.filter(({ deletionTimestamp }) => deletionTimestamp !== undefined);
  const ready = pods.filter((pod) => pod.deletionTimestamp === undefined && isReady(pod));
  return [
    `${ready.length} ready`,
    ...(terminating.length === 0 ? [] : [`${terminating.length} terminating`]),
  ].join(', ');
}

/** `**selects 3 pods** (2 ready) · web-7c, web-9f, web-b2`. */
export function selectsWords(pods: readonly Pod[]): string {
  return `**selects ${countWords(pods.length, 'pod')}** (${readinessWords(pods)}) · ${nameList(pods.map(({ name }) => name))}`;
}

/** The map's view of a Service where it exists, else of the first pod. */
export function showOnMap(
  service: ObjectReference | undefined,
  pods: readonly Pod[],
): readonly HoverAction[] {
  if (service !== undefined) return [{ kind: 'show-on-map', reference: service }];
  const [pod] = pods;
  if (pod === undefined) return [];
  return [{ kind: 'show-on-map', reference: { kind: 'pod', namespace: pod.namespace, name: pod.name } }];
}
