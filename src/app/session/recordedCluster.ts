import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import { otherPolicyNames, resourceNames } from '../../core/model/coverage.ts';
import {
  partitionPlaces,
  partitionResourceNames,
  type PartitionResourceName,
} from '../../core/model/resourcePlaces.ts';
import type { SnapshotChange } from '../../core/model/snapshotChange.ts';
import { commandOfRequest } from '../../core/probes/commandLine.ts';
import type { Observation } from '../../core/probes/observation.ts';
import type { Cluster, ExecResult, ReadResult, WatchSink } from '../ports.ts';

const notRecorded = 'not recorded in this case';

/** The objects of one resource, of all namespaces. Of a map that several kinds share, those of this one. */
function objectsOf(snapshot: ClusterSnapshot, resource: PartitionResourceName): readonly object[] {
  const { map, prefix } = partitionPlaces[resource];
  return [...snapshot.namespaces.values()].flatMap((partition) =>
    [...partition[map]].flatMap(([key, object]): object[] => (key.startsWith(prefix) ? [object] : [])),
  );
}

/** The changes that build a snapshot again from nothing. */
export function changesOf(snapshot: ClusterSnapshot): readonly SnapshotChange[] {
  const namespaces = [...snapshot.namespaces.values()].flatMap(({ namespace }) => namespace ?? []);
  return [
    { type: 'replace', resource: 'namespaces', objects: namespaces },
    { type: 'replace', resource: 'nodes', objects: [...snapshot.nodes.values()] },
    { type: 'replace', resource: 'ingressclasses', objects: [...snapshot.ingressClasses.values()] },
    { type: 'replace', resource: 'gatewayclasses', objects: [...snapshot.gatewayClasses.values()] },
    {
      type: 'replace',
      resource: 'events',
      objects: [...snapshot.networkEvents.values()].flatMap((events) => [...events.values()]),
    },
    // In both the objects are of the type that the resource has, which the types cannot follow.
    ...partitionResourceNames.map(
      (resource): SnapshotChange =>
        ({ type: 'replace', resource, objects: objectsOf(snapshot, resource) }) as SnapshotChange,
    ),
    ...otherPolicyNames.map(
      (resource): SnapshotChange =>
        ({
          type: 'replace',
          resource,
          objects: [...snapshot.otherPolicies[resource].values()],
        }) as SnapshotChange,
    ),
    ...resourceNames.map((resource): SnapshotChange => ({
      type: 'coverage',
      resource,
      coverage: snapshot.coverage[resource],
    })),
  ];
}

function execResultOf({ outcome, exitCode, stdout, stderr, reason }: Observation): ExecResult {
  switch (outcome) {
    case 'ok':
      return { kind: 'exited', exitCode: exitCode ?? 0, stdout, stderr };
    case 'tool-missing':
      return { kind: 'missing', reason: reason ?? 'the tool is missing' };
    case 'forbidden':
    case 'timeout':
      return { kind: outcome, reason: reason ?? outcome };
    default:
      return { kind: 'failed', reason: reason ?? outcome };
  }
}

function readResultOf({ outcome, stdout, reason }: Observation): ReadResult {
  if (outcome === 'forbidden' || outcome === 'timeout') return { kind: outcome, reason: reason ?? outcome };
  if (outcome !== 'ok') return { kind: 'failed', reason: reason ?? outcome };
  try {
    return { kind: 'found', body: JSON.parse(stdout) as unknown };
  } catch {
    return { kind: 'failed', reason: 'the recorded answer is no JSON' };
  }
}

/**
 * A cluster that is a document: its objects never change, and a probe gets the answer that was recorded for the same
 * command. The demo, case files and snapshots are opened this way, so every host treats them as it treats a cluster.
 */
export function recordedCluster(
  snapshot: ClusterSnapshot,
  observations: readonly Observation[],
  name: string = snapshot.context,
): Cluster {
  const byCommand = new Map(observations.map((observation) => [observation.command, observation]));
  const deliver = (sink: WatchSink): void => {
    sink.changes(changesOf(snapshot));
  };
  return {
    describe: () => ({ context: name, server: '', namespace: 'default', kind: 'recorded' }),
    list: (_scope, sink) => {
      deliver(sink);
      return Promise.resolve();
    },
    watch: (_scope, sink, signal) => {
      deliver(sink);
      return new Promise((resolve) => {
        if (signal.aborted) resolve();
        else {
          signal.addEventListener('abort', () => {
            resolve();
          });
        }
      });
    },
    exec: ({ namespace, pod, container, argv }) => {
      const command = commandOfRequest({
        vantage: { kind: 'pod', namespace, pod, container },
        action: { kind: 'exec', argv },
        privilege: 'exec',
      });
      const recorded = byCommand.get(command);
      return Promise.resolve(
        recorded === undefined ? { kind: 'failed', reason: notRecorded } : execResultOf(recorded),
      );
    },
    read: (path) => {
      const recorded = byCommand.get(
        commandOfRequest({ vantage: { kind: 'api' }, action: { kind: 'read', path }, privilege: 'api' }),
      );
      return Promise.resolve(
        recorded === undefined ? { kind: 'failed', reason: notRecorded } : readResultOf(recorded),
      );
    },
    isAllowed: () => Promise.resolve(undefined),
    close: () => undefined,
  };
}
