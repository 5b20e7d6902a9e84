import { container, pod, service } from './snapshotBuilder.ts';

/** A client without a declared port. */
export const client = pod(
  'shop',
  'client-0',
  { app: 'client' },
  { podIPs: ['10.244.1.2'], containers: [container('app')] },
);
/** Two servers on 8080, on two nodes. */
export const web0 = pod('shop', 'web-0', { app: 'web' }, { podIPs: ['10.244.1.10'] });
/** The other. */
export const web1 = pod('shop', 'web-1', { app: 'web' }, { podIPs: ['10.244.1.11'], nodeName: 'n2' });
/** Their Service, 80 → 8080. */
export const web = service('shop', 'web', { app: 'web' }, { clusterIPs: ['10.96.0.20'] });
/** The pod of the cluster DNS. */
export const dnsPod = pod('kube-system', 'coredns-0', { 'k8s-app': 'kube-dns' }, { podIPs: ['10.244.0.2'] });
/** Its Service, known by its label. */
export const dns = service(
  'kube-system',
  'kube-dns',
  { 'k8s-app': 'kube-dns' },
  {
    clusterIPs: ['10.96.0.10'],
    labels: { 'k8s-app': 'kube-dns' },
    ports: [{ name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' }],
  },
);
