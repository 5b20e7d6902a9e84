/**
 * The fields of an object: `any` where they are not looked at, a list for lists, and `open` maps whose keys their author chooses.
 */
export type FieldTree = 'any' | readonly [FieldTree] | { readonly [field: string]: FieldTree };

/** Fields by their names alone. */
function fields(names: string): Readonly<Record<string, FieldTree>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, 'any']));
}

const labelSelector: FieldTree = { matchLabels: 'any', matchExpressions: [fields('key operator values')] };

/** meta/v1 ObjectMeta. */
const metadata: FieldTree = fields(
  'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp ' +
    'deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields',
);

function object(spec: FieldTree): FieldTree {
  return { apiVersion: 'any', kind: 'any', metadata, spec, status: 'any' };
}

const networkPolicyPeer: FieldTree = {
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock: fields('cidr except'),
};
const networkPolicyPorts: FieldTree = [fields('protocol port endPort')];

const serviceFields: FieldTree = {
  ...fields(
    'selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName ' +
      'externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses ipFamilies ipFamilyPolicy ' +
      'allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution',
  ),
  ports: [fields('name protocol appProtocol port targetPort nodePort')],
  sessionAffinityConfig: { clientIP: fields('timeoutSeconds') },
};

const ingressBackend: FieldTree = {
  service: { name: 'any', port: fields('name number') },
  resource: fields('apiGroup kind name'),
};
const ingressFields: FieldTree = {
  ingressClassName: 'any',
  defaultBackend: ingressBackend,
  tls: [fields('hosts secretName')],
  rules: [{ host: 'any', http: { paths: [{ path: 'any', pathType: 'any', backend: ingressBackend }] } }],
};

/** Of an object whose fields are all named here: what Kubernetes 1.34 knows. They belong to stable APIs, which rarely get one more. */
const trees: Readonly<Record<string, FieldTree>> = {
  'networking.k8s.io/NetworkPolicy': object({
    podSelector: labelSelector,
    policyTypes: 'any',
    ingress: [{ from: [networkPolicyPeer], ports: networkPolicyPorts }],
    egress: [{ to: [networkPolicyPeer], ports: networkPolicyPorts }],
  }),
  'networking.k8s.io/Ingress': object(ingressFields),
  'networking.k8s.io/IngressClass': object({
    controller: 'any',
    parameters: fields('apiGroup kind name namespace scope'),
  }),
  '/Service': object(serviceFields),
  '/Namespace': object(fields('finalizers')),
};

/** The fields of a kind; `undefined` where they are not known. */
export function fieldTreeOf(kind: string, apiGroup: string): FieldTree | undefined {
  const key = `${apiGroup}/${kind}`;
  return Object.hasOwn(trees, key) ? trees[key] : undefined;
}

/** What a container's port may say; of the rest of a pod too much is added with each release. */
export const containerPortFields: FieldTree = fields('name hostPort containerPort protocol hostIP');
/** Fields of metadata, everywhere the same. */
export const metadataFields: FieldTree = metadata;
