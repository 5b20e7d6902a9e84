import { keepAliveCommand, lifetimeSeconds } from './keepAlive.ts';

/** Labels of everything that Podpath creates: by them it finds its own again. */
export const labels = {
  managedBy: 'app.kubernetes.io/managed-by',
  /** The installation that created it. */
  owner: 'podpath/owner',
  /** The run that created it. */
  run: 'podpath/run',
} as const;

/** When it may be removed by whoever finds it, RFC 3339. */
export const expiresAnnotation = 'podpath/expires';

/** The container of a node pod, and where it sees the node's files. */
export const nodePodContainer = 'tools';

export interface NodePodOptions {
  readonly name: string;
  readonly namespace: string;
  readonly node: string;
  readonly image: string;
  readonly owner: string;
  readonly run: string;
  /** RFC 3339. */
  readonly expires: string;
}

/**
 * The Pod (core/v1) that looks at a node: privileged, in the node's network and process namespaces, with the node's files
 * below /host. It names its node itself, so no scheduler has a say, and no taint keeps it away: it is wanted on exactly
 * the node that may be ill. The kubelet ends it at its deadline whatever happens to its creator.
 */
export function nodePodSpec(options: NodePodOptions): object {
  const { name, namespace, node, image, owner, run, expires } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: {
        [labels.managedBy]: 'podpath',
        [labels.owner]: owner,
        [labels.run]: run,
      },
      annotations: {
        'podpath/purpose': 'Reads the network of the node for a diagnosis. Safe to delete.',
        [expiresAnnotation]: expires,
      },
    },
    spec: {
      nodeName: node,
      activeDeadlineSeconds: lifetimeSeconds,
      terminationGracePeriodSeconds: 1,
      restartPolicy: 'Never',
      hostNetwork: true,
      hostPID: true,
      dnsPolicy: 'Default',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      tolerations: [{ operator: 'Exists' }],
      containers: [
        {
          name: nodePodContainer,
          image,
          imagePullPolicy: 'IfNotPresent',
          command: keepAliveCommand(name),
          securityContext: { privileged: true, runAsUser: 0 },
          volumeMounts: [{ name: 'host', mountPath: '/host', readOnly: true }],
        },
      ],
      volumes: [{ name: 'host', hostPath: { path: '/', type: 'Directory' } }],
    },
  };
}
