import { urlPart } from '../../core/text/urlPart.ts';
import type { Labels } from '../../core/model/labels.ts';
import { isRecord, readLabels, readRecord, type RawObject } from '../../core/model/readField.ts';
import type { Cluster } from '../ports.ts';

const osLabel = 'kubernetes.io/os';
const readTimeoutMilliseconds = 10_000;

/** An object of the API, raw; `undefined` when it is not there or may not be read. */
async function readObject(
  cluster: Cluster,
  path: string,
  signal: AbortSignal,
): Promise<RawObject | undefined> {
  const answer = await cluster.read(path, readTimeoutMilliseconds, signal);
  return answer.kind === 'found' && isRecord(answer.body) ? answer.body : undefined;
}

function labelsOf(raw: RawObject | undefined): Labels {
  return readLabels(readRecord(raw ?? {}, 'metadata'), 'labels');
}

/** The labels of a namespace, which decide what Pod Security enforces in it; none when they may not be read. */
export async function readNamespaceLabels(
  cluster: Cluster,
  namespace: string,
  signal: AbortSignal,
): Promise<Labels> {
  return labelsOf(await readObject(cluster, `/api/v1/namespaces/${urlPart(namespace)}`, signal));
}

/** A node as the API gives it; `undefined` when it may not be read, `absent` when there is none. */
export async function readNode(
  cluster: Cluster,
  node: string,
  signal: AbortSignal,
): Promise<RawObject | 'absent' | undefined> {
  const path = `/api/v1/nodes/${urlPart(node)}`;
  const answer = await cluster.read(path, readTimeoutMilliseconds, signal);
  if (answer.kind === 'not-found') return 'absent';
  return answer.kind === 'found' && isRecord(answer.body) ? answer.body : undefined;
}

/** Whether a node runs Windows, by the label that the kubelet gives it. */
export function runsWindows(node: RawObject): boolean {
  return labelsOf(node)[osLabel] === 'windows';
}

/** Whether a node of this name runs Windows; `false` when that cannot be read. */
export async function isWindowsNode(cluster: Cluster, node: string, signal: AbortSignal): Promise<boolean> {
  const raw = await readNode(cluster, node, signal);
  return raw !== undefined && raw !== 'absent' && runsWindows(raw);
}
