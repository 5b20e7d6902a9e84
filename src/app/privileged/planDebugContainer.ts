import { isDeepStrictEqual } from 'node:util';
import { toYaml } from '../../core/text/documentText.ts';
import {
  isRecord,
  readEach,
  readNonEmptyText,
  readRecord,
  readText,
  type RawObject,
} from '../../core/model/readField.ts';
import type { Cluster } from '../ports.ts';
import { describeRights, missingRights, rightsFor } from './accessRights.ts';
import { containerProgress } from './containerProgress.ts';
import { debugContainerSpec, ownerVariable } from './debugContainerSpec.ts';
import { lifetimeSeconds } from './keepAlive.ts';
import { forbidden, impossible, type PlanContext, type PlanPlace, type Refusal } from './placePlan.ts';
import { podSecurityRefusal } from './podSecurity.ts';
import { isWindowsNode, readNamespaceLabels } from './readSurroundings.ts';
import { podPath } from './waitUntilRunning.ts';

/** The kubelet's copy of a static pod in the API carries it (kubernetes.io, Static Pods). */
const mirrorAnnotation = 'kubernetes.io/config.mirror';
const readTimeoutMilliseconds = 10_000;
const silent = (): undefined => undefined;

/** Why this pod can have no debug container, whoever asks. */
async function refusalOfPod(
  name: string,
  pod: RawObject,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  const metadata = readRecord(pod, 'metadata');
  const spec = readRecord(pod, 'spec');
  if (Object.hasOwn(readRecord(metadata, 'annotations'), mirrorAnnotation)) {
    return impossible(
      `pod ${name} is a static pod, which can have no debug container; its node can be looked at instead`,
    );
  }
  if (readNonEmptyText(metadata, 'deletionTimestamp') !== undefined) {
    return impossible(`pod ${name} is being deleted`);
  }
  const phase = readNonEmptyText(readRecord(pod, 'status'), 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') return impossible(`pod ${name} has ended (${phase})`);
  const node = readNonEmptyText(spec, 'nodeName');
  if (node === undefined) return impossible(`pod ${name} is not on any node yet`);
  const windows =
    readNonEmptyText(readRecord(spec, 'os'), 'name') === 'windows' ||
    (await isWindowsNode(cluster, node, signal));
  return windows ? impossible(`pod ${name} runs on Windows; debug containers are for Linux only`) : undefined;
}

/** What an existing debug container has to run on for, so that a run can still use it. */
const remainingMilliseconds = 120_000;

/**
 * A debug container of this installation that runs, with the same image and the same rights: another run has made it, and
 * will end it.
 */
function runningDebugContainer(
  pod: RawObject,
  wanted: object,
  { image, owner, now }: PlanContext,
): string | undefined {
  const { securityContext } = wanted as { securityContext: object };
  const [name] = readEach(readRecord(pod, 'spec'), 'ephemeralContainers', silent, (container) => {
    const isOwn = readEach(container, 'env', silent, (variable) =>
      readText(variable, 'name') === ownerVariable ? readText(variable, 'value') : undefined,
    ).includes(owner);
    const containerName = readNonEmptyText(container, 'name');
    const isSame =
      readText(container, 'image') === image &&
      isDeepStrictEqual(readRecord(container, 'securityContext'), securityContext);
    if (!isOwn || !isSame || containerName === undefined) return undefined;
    const progress = containerProgress(pod, 'ephemeralContainerStatuses', containerName);
    if (progress.kind !== 'running' || progress.since === undefined) return undefined;
    const ends = Date.parse(progress.since) + lifetimeSeconds * 1000;
    return ends - Date.parse(now) > remainingMilliseconds ? containerName : undefined;
  });
  return name;
}

function consentFor(
  name: string,
  netAdmin: boolean,
  path: string,
  container: object,
): { title: string; details: string[]; request: string; manifest: string } {
  return {
    title: `Add a debug container to pod ${name}?`,
    details: [
      netAdmin
        ? 'It runs as root in the pod’s network with NET_ADMIN and NET_RAW, so it could change the pod’s network; it only reads.'
        : 'It runs in the pod’s network without any privilege, as the restricted Pod Security Standard demands.',
      `Its program is ended when the run ends, and ends by itself after ${lifetimeSeconds / 60} minutes.`,
      'Kubernetes can never remove a debug container from its pod: the entry stays until the pod is replaced.',
      'The containers of the application are not restarted.',
    ],
    request: `PATCH ${path} (strategic merge)`,
    manifest: toYaml({ spec: { ephemeralContainers: [container] } }),
  };
}

/** Plans a debug container in a pod: an ephemeral container (KEP-277) in the pod's network. */
export const planDebugContainer: PlanPlace<{ readonly namespace: string; readonly pod: string }> = async (
  { namespace, pod: podName },
  privilege,
  context: PlanContext,
  signal,
) => {
  const { cluster, image, owner, notes, number } = context;
  const { changes } = cluster;
  if (changes === undefined) return impossible('a recorded cluster cannot be looked at any further');
  const path = podPath(namespace, podName);
  const name = `${namespace}/${podName}`;
  const [answer, missing, labels] = await Promise.all([
    cluster.read(path, readTimeoutMilliseconds, signal),
    missingRights(cluster, rightsFor(privilege, namespace), signal),
    readNamespaceLabels(cluster, namespace, signal),
  ]);
  if (missing.length > 0) {
    return forbidden(
      `a debug container in pod ${name} takes rights that you do not have: ${describeRights(missing)}`,
    );
  }
  if (answer.kind !== 'found') {
    return {
      kind: 'refused',
      outcome: answer.kind === 'forbidden' ? 'forbidden' : 'error',
      reason: answer.reason,
    };
  }
  const pod = isRecord(answer.body) ? answer.body : {};
  const refusal = await refusalOfPod(name, pod, cluster, signal);
  if (refusal !== undefined) return refusal;
  const refusedBy = podSecurityRefusal(privilege, namespace, labels);
  if (refusedBy !== undefined) return forbidden(refusedBy);

  const netAdmin = privilege === 'debug-container-net-admin';
  const containerName = `podpath-${notes.run}-${number}`;
  const container = debugContainerSpec({ name: containerName, image, netAdmin, pod, owner });
  const running = runningDebugContainer(pod, container, context);
  if (running !== undefined) {
    return {
      kind: 'existing',
      target: { namespace, pod: podName, container: running },
    };
  }
  return {
    kind: 'plan',
    consent: {
      permission: 'debug-container',
      ...consentFor(name, netAdmin, `${path}/ephemeralcontainers`, container),
    },
    created: { kind: 'debug-container', namespace, pod: podName, container: containerName },
    create: (ownSignal) => changes.addEphemeralContainer(namespace, podName, container, ownSignal),
    awaited: { namespace, pod: podName, container: containerName, statuses: 'ephemeralContainerStatuses' },
  };
};
