import { urlPart } from '../text/urlPart.ts';
import type { Labels } from '../model/labels.ts';
import {
  isRecord,
  readLabels,
  readList,
  readNumber,
  readRecord,
  readText,
  type RawObject,
} from '../model/readField.ts';
import { defineProbe } from './defineProbe.ts';

/** A controller of pods, as far as its template tells about the network. */
export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
  readonly templateLabels: Labels;
  /** Of a Deployment: how often its pod template was changed, from 1 (annotation deployment.kubernetes.io/revision). */
  readonly revision?: number;
  /** Every place in the pod template that holds a text with a loopback address: where an application is told to listen. */
  readonly loopbackSettings: readonly LoopbackSetting[];
}

/** One text of a container in a pod template that names a loopback address. */
export interface LoopbackSetting {
  readonly container: string;
  readonly containerIndex: number;
  readonly field: 'command' | 'args' | 'env';
  readonly index: number;
  /** The variable's name, for `env`. */
  readonly variable?: string;
  readonly text: string;
}

export interface WorkloadsParameters {
  readonly namespace: string;
  readonly resource: 'deployments' | 'statefulsets';
}

const loopbackText = /(^|[^0-9.])(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\]|::1)(?![0-9.])/;

/** A text with its loopback address replaced by the address that means "all". */
export function replaceLoopback(text: string, anyAddress: string): string {
  return text.replace(loopbackText, (_match, before: string) => `${before}${anyAddress}`);
}

function loopbackSettingsOf(container: RawObject, containerIndex: number): readonly LoopbackSetting[] {
  const own = { container: readText(container, 'name') ?? '', containerIndex };
  const words = (field: 'command' | 'args'): LoopbackSetting[] =>
    readList(container, field).flatMap((text, index) =>
      typeof text === 'string' && loopbackText.test(text) ? [{ ...own, field, index, text }] : [],
    );
  const variables = readList(container, 'env').flatMap((entry, index): LoopbackSetting[] => {
    if (!isRecord(entry)) return [];
    const [variable, text] = [readText(entry, 'name'), readText(entry, 'value')];
    if (variable === undefined || text === undefined || !loopbackText.test(text)) return [];
    return [{ ...own, field: 'env', index, variable, text }];
  });
  return [...words('command'), ...words('args'), ...variables];
}

function readWorkload(raw: unknown, kind: Workload['kind']): Workload | undefined {
  if (!isRecord(raw)) return undefined;
  const metadata = readRecord(raw, 'metadata');
  const spec = readRecord(raw, 'spec');
  const [name, namespace] = [readText(metadata, 'name'), readText(metadata, 'namespace')];
  if (name === undefined || namespace === undefined) return undefined;
  const template = readRecord(spec, 'template');
  const revision = Number(readText(readRecord(metadata, 'annotations'), 'deployment.kubernetes.io/revision'));
  return {
    kind,
    namespace,
    name,
    // The API server defaults replicas to 1 (apps/v1).
    replicas: readNumber(spec, 'replicas') ?? 1,
    ...(Number.isInteger(revision) ? { revision } : {}),
    templateLabels: readLabels(readRecord(template, 'metadata'), 'labels'),
    loopbackSettings: readList(readRecord(template, 'spec'), 'containers').flatMap((container, index) =>
      isRecord(container) ? loopbackSettingsOf(container, index) : [],
    ),
  };
}

/** The Deployments or StatefulSets of a namespace, read from the API. */
export const workloadsProbe = defineProbe<WorkloadsParameters, readonly Workload[]>({
  id: 'workloads',
  title: 'Workloads of the namespace',
  privilege: 'api',
  timeoutMilliseconds: 15_000,
  identity: ({ namespace, resource }) => `${namespace}/${resource}`,
  vantage: () => ({ kind: 'api' }),
  action: ({ namespace, resource }) => ({
    kind: 'read',
    path: `/apis/apps/v1/namespaces/${urlPart(namespace)}/${resource}`,
  }),
  parse: (observation) => {
    let body: unknown;
    try {
      body = JSON.parse(observation.stdout);
    } catch {
      return { errors: ['the answer is no JSON'] };
    }
    if (!isRecord(body) || !Array.isArray(body['items'])) return { errors: ['the answer is no list'] };
    const kind = observation.key.endsWith('deployments') ? 'Deployment' : 'StatefulSet';
    const workloads = body['items'].map((item: unknown) => readWorkload(item, kind));
    return {
      value: workloads.filter((workload) => workload !== undefined),
      errors: workloads.some((workload) => workload === undefined) ? ['a workload could not be read'] : [],
    };
  },
});
