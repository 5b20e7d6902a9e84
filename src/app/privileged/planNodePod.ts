import { urlPart } from '../../core/text/urlPart.ts';
import { toYaml } from '../../core/text/documentText.ts';
import { readEach, readNonEmptyText, readRecord, type RawObject } from '../../core/model/readField.ts';
import { describeRights, missingRights, rightsFor } from './accessRights.ts';
import { lifetimeSeconds } from './keepAlive.ts';
import { nodePodContainer, nodePodSpec } from './nodePodSpec.ts';
import { forbidden, impossible, type PlanPlace } from './placePlan.ts';
import { podSecurityRefusal } from './podSecurity.ts';
import { readNamespaceLabels, readNode, runsWindows } from './readSurroundings.ts';

/** Why the kubelet of a node would not start anything; `undefined` when the node is ready, or does not say. */
function notReadyBecause(node: RawObject): string | undefined {
  const [why] = readEach(
    readRecord(node, 'status'),
    'conditions',
    () => undefined,
    (condition) => {
      const isNotReady =
        readNonEmptyText(condition, 'type') === 'Ready' && readNonEmptyText(condition, 'status') !== 'True';
      if (!isNotReady) return undefined;
      return (
        readNonEmptyText(condition, 'message') ??
        readNonEmptyText(condition, 'reason') ??
        'no reason is given'
      );
    },
  );
  return why;
}

function consentFor(node: string, namespace: string, pod: object) {
  return {
    permission: 'node-pod' as const,
    title: `Create a privileged pod on node ${node}?`,
    details: [
      'It runs as root in the node’s own network and process namespaces and sees the node’s files below /host: whoever controls it controls the node. Podpath only reads there.',
      `It is used for the whole run, deleted when the run ends, and ended by the kubelet after ${lifetimeSeconds / 60} minutes whatever happens.`,
    ],
    request: `POST /api/v1/namespaces/${urlPart(namespace)}/pods`,
    manifest: toYaml(pod),
  };
}

/** Plans a privileged pod on a node. */
export const planNodePod: PlanPlace<{ readonly node: string }> = async (
  { node },
  privilege,
  { cluster, image, owner, notes, number, nodePodNamespace: namespace, now },
  signal,
) => {
  const { changes } = cluster;
  if (changes === undefined) return impossible('a recorded cluster cannot be looked at any further');
  const [raw, missing, labels] = await Promise.all([
    readNode(cluster, node, signal),
    missingRights(cluster, rightsFor(privilege, namespace), signal),
    readNamespaceLabels(cluster, namespace, signal),
  ]);
  if (missing.length > 0) {
    return forbidden(`a pod on node ${node} takes rights that you do not have: ${describeRights(missing)}`);
  }
  if (raw === 'absent') return impossible(`there is no node ${node}`);
  if (raw !== undefined && runsWindows(raw)) {
    return impossible(`node ${node} runs Windows; node pods are for Linux only`);
  }
  const notReady = raw === undefined ? undefined : notReadyBecause(raw);
  if (notReady !== undefined) {
    return impossible(`node ${node} is not ready, so no pod can be started on it: ${notReady}`);
  }
  const refusedBy = podSecurityRefusal(privilege, namespace, labels);
  if (refusedBy !== undefined) {
    return forbidden(
      `${refusedBy}; node pods may be created in another namespace (podpath.nodePodNamespace)`,
    );
  }
  const name = `podpath-node-${notes.run}-${number}`;
  const expires = new Date(Date.parse(now) + lifetimeSeconds * 1000).toISOString();
  const pod = nodePodSpec({ name, namespace, node, image, owner, run: notes.run, expires });
  return {
    kind: 'plan',
    consent: consentFor(node, namespace, pod),
    created: { kind: 'node-pod', namespace, name },
    create: (ownSignal) => changes.createPod(namespace, pod, ownSignal),
    awaited: { namespace, pod: name, container: nodePodContainer, statuses: 'containerStatuses' },
  };
};
