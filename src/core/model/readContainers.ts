import type { Container, ContainerPort, ContainerState } from './clusterSnapshot.ts';
import { redactSecrets } from '../text/redactSecrets.ts';
import { maximumPort, readProtocol } from './readProtocol.ts';
import {
  type RawObject,
  readBoolean,
  readEach,
  readInteger,
  readNonEmptyText,
  readRecord,
  readText,
  type ReportField,
  within,
} from './readField.ts';

const maximumInt32 = 2_147_483_647;

function readPort(raw: RawObject, report: ReportField): ContainerPort | undefined {
  const containerPort = readInteger(raw, 'containerPort', 1, maximumPort, report);
  const protocol = readProtocol(raw, report);
  const name = readNonEmptyText(raw, 'name', report);
  const hostPort = readInteger(raw, 'hostPort', 0, maximumPort, report);
  if (containerPort === undefined) {
    report('', 'a port needs a containerPort');
    return undefined;
  }
  if (protocol === undefined) return undefined;
  return {
    ...(name === undefined ? {} : { name }),
    containerPort,
    protocol,
    ...(hostPort === undefined || hostPort === 0 ? {} : { hostPort }),
  };
}

/** `undefined` when the state is not given at all. */
function readState(status: RawObject, key: string, report: ReportField): ContainerState | undefined {
  const raw = readRecord(status, key, report);
  const kind = (['running', 'waiting', 'terminated'] as const).find((candidate) =>
    Object.hasOwn(raw, candidate),
  );
  if (kind === undefined) return undefined;
  const inState = within(report, `${key}.${kind}`);
  const details = readRecord(raw, kind, within(report, key));
  const reason = readNonEmptyText(details, 'reason', inState);
  const message = readNonEmptyText(details, 'message', inState);
  const exitCode = readInteger(details, 'exitCode', -maximumInt32 - 1, maximumInt32, inState);
  return {
    kind,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message: redactSecrets(message) }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}

type Status = Pick<Container, 'ready' | 'restartCount' | 'state' | 'lastState'>;

const unknownStatus: Status = { ready: false, restartCount: 0, state: { kind: 'unknown' } };

function readStatuses(status: RawObject, key: string, report: ReportField): ReadonlyMap<string, Status> {
  const statuses = readEach(status, key, report, (raw, inStatus): [string, Status] | undefined => {
    const name = readText(raw, 'name', inStatus);
    if (name === undefined) return undefined;
    const lastState = readState(raw, 'lastState', inStatus);
    return [
      name,
      {
        ready: readBoolean(raw, 'ready', inStatus) ?? false,
        restartCount: readInteger(raw, 'restartCount', 0, maximumInt32, inStatus) ?? 0,
        state: readState(raw, 'state', inStatus) ?? unknownStatus.state,
        ...(lastState === undefined ? {} : { lastState }),
      },
    ];
  });
  return new Map(statuses);
}

/** Reads one container of a spec with its status, when it is of the wanted sort. */
function readOne(
  statuses: ReadonlyMap<string, Status>,
  wanted: 'ordinary' | 'sidecar' | 'init',
): (raw: RawObject, report: ReportField) => Container | undefined {
  return (raw, inContainer) => {
    const restartable = wanted !== 'ordinary' && readText(raw, 'restartPolicy', inContainer) === 'Always';
    if (wanted !== 'ordinary' && restartable !== (wanted === 'sidecar')) return undefined;
    const name = readNonEmptyText(raw, 'name', inContainer) ?? '';
    // The API server refuses it; whoever is to be told that still wants to know the ports.
    if (name === '') inContainer('name', 'missing');
    return {
      name,
      image: readText(raw, 'image', inContainer) ?? '',
      ports: readEach(raw, 'ports', inContainer, readPort),
      ...(statuses.get(name) ?? unknownStatus),
      ...(wanted === 'sidecar' ? { sidecar: true } : {}),
    };
  };
}

/** The containers of a pod that run side by side: the ordinary ones, then init containers that restart always (KEP-753). */
export function readContainers(
  spec: RawObject,
  status: RawObject,
  report: ReportField,
): readonly Container[] {
  const inSpec = within(report, 'spec');
  const inStatus = within(report, 'status');
  const ordinary = readOne(readStatuses(status, 'containerStatuses', inStatus), 'ordinary');
  const containers = readEach(spec, 'containers', inSpec, ordinary);
  if (!Object.hasOwn(spec, 'initContainers')) return containers;
  const restartable = readOne(readStatuses(status, 'initContainerStatuses', inStatus), 'sidecar');
  return [...containers, ...readEach(spec, 'initContainers', inSpec, restartable)];
}

/** The init containers of a pod that run one after the other before the ordinary ones start. */
export function readInitContainers(
  spec: RawObject,
  status: RawObject,
  report: ReportField,
): readonly Container[] {
  // What is wrong with these lists was reported when the containers were read.
  const silent: ReportField = () => undefined;
  const read = readOne(readStatuses(status, 'initContainerStatuses', silent), 'init');
  return readEach(spec, 'initContainers', within(report, 'spec'), (raw) => read(raw, silent));
}
