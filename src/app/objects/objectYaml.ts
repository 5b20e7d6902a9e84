import { urlPart } from '../../core/text/urlPart.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import { otherPolicyKinds } from '../../core/model/otherPolicies.ts';
import { isRecord, readList, readNonEmptyText, readRecord } from '../../core/model/readField.ts';
import { formatReference, type ObjectReference } from '../../core/model/reference.ts';
import { collectionPath, objectKindOf, type ObjectKind } from './objectPath.ts';
import type { Cluster, ReadResult } from '../ports.ts';
import { neededFields } from './neededFields.ts';
import { plainLine } from '../../core/text/escape.ts';
import { redactTexts } from '../../core/documents/redactSnapshot.ts';
import { toYaml } from '../../core/text/documentText.ts';

const readLimitMilliseconds = 10_000;

/** What an object is read from. */
export interface ObjectSource {
  readonly cluster: Cluster;
  readonly snapshot: ClusterSnapshot;
  /** Now, as RFC 3339. */
  readonly now: string;
  /** Aborts when the session ends. */
  readonly signal: AbortSignal;
}

/** Words from a cluster inside of a YAML comment: on one line, whatever they contain. */
function comment(...lines: readonly string[]): string {
  return lines.map((line) => `# ${plainLine(line)}\n`).join('');
}

/** The object in a snapshot, as the model keeps it. */
function recordedObject(snapshot: ClusterSnapshot, reference: ObjectReference): unknown {
  const { kind, namespace, name } = reference;
  if (kind === 'node') return snapshot.nodes.get(name);
  if (kind === 'ingressclass') return snapshot.ingressClasses.get(name);
  if (kind === 'gatewayclass') return snapshot.gatewayClasses.get(name);
  if (kind === 'namespace') return snapshot.namespaces.get(name)?.namespace;
  const other = otherPolicyKinds.find((candidate) => candidate.reference === kind);
  if (other !== undefined) {
    const key = namespace === undefined ? name : `${namespace}/${name}`;
    return snapshot.otherPolicies[other.resource].get(key);
  }
  const partition = snapshot.namespaces.get(namespace ?? '');
  switch (kind) {
    case 'pod':
      return partition?.pods.get(name);
    case 'service':
      return partition?.services.get(name);
    case 'endpointslice':
      return partition?.endpointSlices.get(name);
    case 'networkpolicy':
      return partition?.networkPolicies.get(name);
    case 'ingress':
      return partition?.ingresses.get(name);
    case 'gateway':
      return partition?.gateways.get(name);
    default:
      return partition?.gatewayRoutes.get(`${objectKindOf(reference)?.kind ?? ''}/${name}`);
  }
}

/** The version that the cluster prefers for an API group. */
async function preferredVersion(
  { cluster, signal }: ObjectSource,
  group: string,
): Promise<string | undefined> {
  const answer = await cluster.read(`/apis/${group}`, readLimitMilliseconds, signal);
  if (answer.kind !== 'found' || !isRecord(answer.body)) return undefined;
  return readNonEmptyText(readRecord(answer.body, 'preferredVersion'), 'groupVersion');
}

async function groupVersionOf(source: ObjectSource, { groups, version }: ObjectKind): Promise<string> {
  const [first = ''] = groups;
  if (version !== undefined) return first === '' ? version : `${first}/${version}`;
  for (const group of groups) {
    const served = await preferredVersion(source, group);
    if (served !== undefined) return served;
  }
  throw new Error(`The cluster serves no ${groups.join(' or ')}.`);
}

/** By `get`; where only `list` is allowed, as the one object of a list. */
async function readObject(source: ObjectSource, path: string, name: string): Promise<ReadResult> {
  const { cluster, signal } = source;
  const found = await cluster.read(`${path}/${urlPart(name)}`, readLimitMilliseconds, signal);
  if (found.kind !== 'forbidden') return found;
  const selector = urlPart(`metadata.name=${name}`);
  const listed = await cluster.read(`${path}?fieldSelector=${selector}`, readLimitMilliseconds, signal);
  if (listed.kind !== 'found') return found;
  const [only] = readList(isRecord(listed.body) ? listed.body : {}, 'items');
  return only === undefined
    ? { kind: 'not-found', reason: 'not in the list' }
    : { kind: 'found', body: only };
}

function whyNot(reference: ObjectReference, answer: Exclude<ReadResult, { kind: 'found' }>): string {
  const object = formatReference(reference);
  switch (answer.kind) {
    case 'not-found':
      return `There is no ${object} in the cluster any more.`;
    case 'forbidden':
      return `You may not read ${object}: ${answer.reason}`;
    case 'timeout':
    case 'failed':
      return `${object} could not be read: ${answer.reason}`;
  }
}

/**
 * An object as YAML for reading: of a cluster as the API has it now, its {@link neededFields}; of a recording what was recorded. Rejects with the reason in words.
 */
export async function objectYaml(source: ObjectSource, reference: ObjectReference): Promise<string> {
  const { cluster, snapshot, now } = source;
  const object = formatReference(reference);
  const { kind, context } = cluster.describe();
  if (kind === 'recorded') {
    const recorded = recordedObject(snapshot, reference);
    if (recorded === undefined) throw new Error(`${object} is not in the recording ${context}.`);
    const heading = comment(
      `${object} as recorded in ${context}, ${snapshot.asOf}`,
      'Only what Podpath keeps of an object, in its own form: not the object that was applied.',
    );
    return `${heading}${toYaml(redactTexts(recorded))}`;
  }
  const served = objectKindOf(reference);
  if (served === undefined) throw new Error(`Podpath does not open objects of the kind ${reference.kind}.`);
  const groupVersion = await groupVersionOf(source, served);
  const path = collectionPath(served, groupVersion, reference.namespace);
  const answer = await readObject(source, path, reference.name);
  if (answer.kind !== 'found') throw new Error(whyNot(reference, answer));
  // Items of a list come without both.
  const whole = {
    apiVersion: groupVersion,
    kind: served.kind,
    ...(isRecord(answer.body) ? answer.body : {}),
  };
  const heading = comment(
    `${object} in ${context}, ${now}`,
    'Read-only, and only what a network needs. Not shown: arguments, values of variables, volumes, most annotations, credentials.',
  );
  return `${heading}${toYaml(neededFields(whole))}`;
}
