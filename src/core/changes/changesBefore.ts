import { defaultClusterDomain, readTypedName } from '../dns/serviceName.ts';
import type { Question } from '../inquiry/question.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { Timestamp } from '../model/timestamp.ts';
import type { ObjectReference } from '../model/reference.ts';
import { changesAbout } from './changesAbout.ts';
import { spanBetween } from '../text/spanBetween.ts';
import type { NetworkChange } from './networkChange.ts';

/** Changes that a report names; more would hide the cause. */
const mostNamed = 5;

/** The objects that a question names; of a name as an application has it the Service that it would mean. */
function objectsOf({ from, to }: Question, snapshot: ClusterSnapshot): readonly ObjectReference[] {
  const own = 'namespace' in from ? from.namespace : undefined;
  const typed = to.kind === 'name' ? readTypedName(to.name, own, defaultClusterDomain, snapshot) : undefined;
  const meant =
    typed === undefined ? undefined : snapshot.namespaces.get(typed.namespace)?.services.get(typed.service);
  return [
    ...(to.kind === 'service' || to.kind === 'pod' ? [to] : []),
    ...(meant === undefined
      ? []
      : [{ kind: 'service' as const, namespace: meant.namespace, name: meant.name }]),
    ...(from.kind === 'pod' ? [from] : []),
  ];
}

/** What had changed about the objects of a question: `3 min before` and the words for it, newest first. */
export function changesBefore(
  question: Question,
  snapshot: ClusterSnapshot,
  changes: readonly NetworkChange[],
  asOf: Timestamp,
): readonly (readonly [when: string, text: string])[] {
  const concerns = objectsOf(question, snapshot).map((subject) => changesAbout(snapshot, subject));
  return changes
    .filter((change) => concerns.some((isAbout) => isAbout(change)))
    .filter(({ time }) => Date.parse(time) <= Date.parse(asOf))
    .slice(0, mostNamed)
    .map(({ time, title, detail, manager }) => [
      `${spanBetween(time, asOf)} before`,
      [
        title,
        ...(manager === undefined ? [] : [`by ${manager}`]),
        ...(detail === '' ? [] : [`(${detail})`]),
      ].join(' '),
    ]);
}
