import type { ClusterSnapshot, Service } from '../model/clusterSnapshot.ts';
import { labelValue } from '../model/labels.ts';

/** The DNS Service by the label that kubeadm and most installers give it (and which kubectl cluster-info relies on). */
export function conventionalDnsService(snapshot: ClusterSnapshot): Service | undefined {
  for (const namespace of ['kube-system', 'openshift-dns']) {
    for (const service of snapshot.namespaces.get(namespace)?.services.values() ?? []) {
      const isDns = labelValue(service.labels, 'k8s-app') === 'kube-dns' || service.name === 'dns-default';
      if (isDns && service.clusterIPs.length > 0) return service;
    }
  }
  return undefined;
}
