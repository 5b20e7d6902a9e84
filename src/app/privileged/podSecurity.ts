import type { Labels } from '../../core/model/labels.ts';
import { labelValue } from '../../core/model/labels.ts';
import type { Privilege } from '../../core/probes/observation.ts';

/** The label by which a namespace says what Pod Security admission enforces in it (kubernetes.io, Pod Security Admission). */
const enforceLabel = 'pod-security.kubernetes.io/enforce';

/** What about each privilege the standards from baseline on refuse; the debug container without net admin keeps to all. */
const refusedFields: Readonly<Partial<Record<Privilege, string>>> = {
  'debug-container-net-admin': 'the capabilities NET_ADMIN and NET_RAW',
  'node-pod': 'privileged containers, hostNetwork, hostPID and hostPath volumes',
};

/**
 * Why a namespace's Pod Security refuses what a privilege needs; `undefined` when its labels do not say so. A level that
 * does not exist is enforced as restricted (k8s.io/pod-security-admission, PolicyToEvaluate).
 */
export function podSecurityRefusal(
  privilege: Privilege,
  namespace: string,
  labels: Labels,
): string | undefined {
  const level = labelValue(labels, enforceLabel);
  const fields = refusedFields[privilege];
  if (level === undefined || level === 'privileged' || fields === undefined) return undefined;
  return `Pod Security of namespace ${namespace} (${enforceLabel}: ${level}) refuses ${fields}`;
}
