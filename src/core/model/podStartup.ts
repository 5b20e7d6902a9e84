import type { Container } from './clusterSnapshot.ts';
import type { Timestamp } from './timestamp.ts';
import type { Labels } from './labels.ts';
import {
  isRecord,
  type RawObject,
  readEach,
  readLabels,
  readList,
  readNonEmptyText,
  readNumber,
  readRecord,
  readText,
  type ReportField,
  within,
} from './readField.ts';
import { readInitContainers } from './readContainers.ts';
import { redactPath } from '../text/redactSecrets.ts';

/** Lets a pod run on nodes with a taint (v1 Toleration); an absent value, key or effect means any. */
export interface Toleration {
  readonly key?: string;
  /** `Equal` or `Exists`. */
  readonly operator: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

/** How the kubelet finds out whether a container is ready. */
export interface ReadinessProbe {
  readonly kind: 'http' | 'tcp' | 'grpc' | 'exec';
  /** A number or a container port's name; absent for `exec`. */
  readonly port?: number | string;
  /** The path of an HTTP probe, without what may be a credential in it. */
  readonly path?: string;
  /** The program of an exec probe, without its arguments. */
  readonly program?: string;
}

/** One ordinary container, as far as its start is concerned. */
export interface ContainerStartup {
  readonly name: string;
  /** Resource requests as written: `cpu: 100m`. */
  readonly requests: Labels;
  readonly readinessProbe?: ReadinessProbe;
  /** Since when it runs; absent while it does not. */
  readonly runningSince?: Timestamp;
}

/** What decides whether a pod is placed on a node and becomes ready. Kept only while it is not ready. */
export interface PodStartup {
  /** Since when the kubelet of its node has it (v1 PodStatus: before images are pulled); absent before. */
  readonly since?: Timestamp;
  /** Condition types that have to be True besides the containers' readiness (KEP-580). */
  readonly readinessGates: readonly string[];
  /** Names without which the scheduler does not look at the pod (KEP-3521). */
  readonly schedulingGates: readonly string[];
  /** Absent for the default scheduler. */
  readonly schedulerName?: string;
  readonly nodeSelector: Labels;
  /** Tolerations besides those that every pod gets for nodes that are not ready or not reachable. */
  readonly tolerations: readonly Toleration[];
  readonly containers: readonly ContainerStartup[];
  /** Init containers that have not ended well yet, restartable ones left out. */
  readonly initContainers: readonly Container[];
}

/** Taints for which admission gives every pod a toleration (DefaultTolerationSeconds). */
const toleratedByDefault: ReadonlySet<string> = new Set([
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
]);

function readToleration(raw: RawObject, report: ReportField): Toleration | undefined {
  const key = readNonEmptyText(raw, 'key', report);
  const value = readNonEmptyText(raw, 'value', report);
  const effect = readNonEmptyText(raw, 'effect', report);
  const tolerationSeconds = readNumber(raw, 'tolerationSeconds', report);
  if (key !== undefined && toleratedByDefault.has(key)) return undefined;
  return {
    ...(key === undefined ? {} : { key }),
    operator: readNonEmptyText(raw, 'operator', report) ?? 'Equal',
    ...(value === undefined ? {} : { value }),
    ...(effect === undefined ? {} : { effect }),
    ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
  };
}

function readPort(raw: RawObject): { port?: number | string } {
  const port = raw['port'];
  return typeof port === 'number' || typeof port === 'string' ? { port } : {};
}

function readReadinessProbe(raw: RawObject): ReadinessProbe | undefined {
  const [http, tcp, grpc, exec] = ['httpGet', 'tcpSocket', 'grpc', 'exec'].map((kind) => raw[kind]);
  if (isRecord(http))
    return { kind: 'http', ...readPort(http), path: redactPath(readText(http, 'path') ?? '/') };
  if (isRecord(tcp)) return { kind: 'tcp', ...readPort(tcp) };
  if (isRecord(grpc)) return { kind: 'grpc', ...readPort(grpc) };
  if (!isRecord(exec)) return undefined;
  const [program] = readList(exec, 'command');
  return { kind: 'exec', ...(typeof program === 'string' ? { program } : {}) };
}

function readContainerStartup(
  raw: RawObject,
  status: RawObject,
  report: ReportField,
): ContainerStartup | undefined {
  const name = readNonEmptyText(raw, 'name', report);
  if (name === undefined) return undefined;
  const readinessProbe = readReadinessProbe(readRecord(raw, 'readinessProbe', report));
  const own = readList(status, 'containerStatuses').find(
    (candidate): candidate is RawObject => isRecord(candidate) && candidate['name'] === name,
  );
  const running = readRecord(readRecord(own ?? {}, 'state'), 'running');
  const runningSince = readNonEmptyText(running, 'startedAt');
  return {
    name,
    requests: readLabels(readRecord(raw, 'resources', report), 'requests', report),
    ...(readinessProbe === undefined ? {} : { readinessProbe }),
    ...(runningSince === undefined ? {} : { runningSince }),
  };
}

function namesOf(spec: RawObject, list: string, key: string, report: ReportField): readonly string[] {
  return readEach(spec, list, report, (raw, inEntry) => readNonEmptyText(raw, key, inEntry));
}

/** Reads what a pod waits for; `undefined` for one that is ready, that has ended, or of which nothing is known. */
export function readPodStartup(
  spec: RawObject,
  status: RawObject,
  report: ReportField,
): PodStartup | undefined {
  const ended = ['Succeeded', 'Failed'].includes(readText(status, 'phase') ?? '');
  const ready = readList(status, 'conditions').some(
    (condition) => isRecord(condition) && condition['type'] === 'Ready' && condition['status'] === 'True',
  );
  if (ready || ended || Object.keys(status).length === 0) return undefined;
  const inSpec = within(report, 'spec');
  const schedulerName = readNonEmptyText(spec, 'schedulerName', inSpec);
  const since = readNonEmptyText(status, 'startTime', within(report, 'status'));
  return {
    ...(since === undefined ? {} : { since }),
    readinessGates: namesOf(spec, 'readinessGates', 'conditionType', inSpec),
    schedulingGates: namesOf(spec, 'schedulingGates', 'name', inSpec),
    ...(schedulerName === undefined || schedulerName === 'default-scheduler' ? {} : { schedulerName }),
    nodeSelector: readLabels(spec, 'nodeSelector', inSpec),
    tolerations: readEach(spec, 'tolerations', inSpec, readToleration),
    containers: readEach(spec, 'containers', inSpec, (raw, inContainer) =>
      readContainerStartup(raw, status, inContainer),
    ),
    initContainers: readInitContainers(spec, status, report).filter(
      ({ state }) => !(state.kind === 'terminated' && state.exitCode === 0),
    ),
  };
}
