import { podTemplate, templateHash, type ApiObject } from './podObject.ts';
import { selectorOf, type WorkloadPlan } from './worldPlan.ts';

/** Where objects of a kind are in the API. */
export const workloadPaths = {
  Deployment: { root: '/apis/apps/v1', plural: 'deployments' },
  ReplicaSet: { root: '/apis/apps/v1', plural: 'replicasets' },
  StatefulSet: { root: '/apis/apps/v1', plural: 'statefulsets' },
  DaemonSet: { root: '/apis/apps/v1', plural: 'daemonsets' },
  Job: { root: '/apis/batch/v1', plural: 'jobs' },
} as const;

function metadataOf(workload: WorkloadPlan): ApiObject {
  const { namespace, name } = workload;
  return {
    namespace,
    name,
    labels: {
      ...selectorOf(workload),
      'app.kubernetes.io/managed-by': 'Helm',
      'helm.sh/chart': `${name}-1.4.2`,
    },
    annotations: { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': namespace },
  };
}

/** A Deployment, StatefulSet, DaemonSet or Job as a chart writes it. No controller acts on it: the pods are made beside it. */
export function workloadObject(workload: WorkloadPlan): ApiObject {
  const { kind, replicas, name } = workload;
  const metadata = metadataOf(workload);
  const template = podTemplate(workload);
  if (kind === 'Job') {
    const spec = { parallelism: replicas, completions: replicas, backoffLimit: 4, template };
    return { apiVersion: 'batch/v1', kind, metadata, spec };
  }
  const selector = { matchLabels: selectorOf(workload) };
  const spec = {
    selector,
    template,
    ...(kind === 'DaemonSet' ? {} : { replicas }),
    ...(kind === 'StatefulSet' ? { serviceName: name, podManagementPolicy: 'OrderedReady' } : {}),
  };
  return { apiVersion: 'apps/v1', kind, metadata, spec };
}

/** The ReplicaSet that the Deployment controller would have made. */
export function replicaSetObject(workload: WorkloadPlan, deploymentId: string): ApiObject {
  const hash = templateHash(workload);
  const { metadata, spec } = podTemplate(workload);
  const labels = { ...selectorOf(workload), 'pod-template-hash': hash };
  const templateLabels = (metadata as { labels: object }).labels;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      namespace: workload.namespace,
      name: `${workload.name}-${hash}`,
      labels,
      annotations: { 'deployment.kubernetes.io/revision': '3' },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: workload.name,
          uid: deploymentId,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      replicas: workload.replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { ...metadata, labels: { ...templateLabels, 'pod-template-hash': hash } },
        spec,
      },
    },
  };
}
