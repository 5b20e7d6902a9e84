/** Kinds that a reference can name. Lower case, as kubectl prints them. */
export type ReferenceKind =
  | 'namespace'
  | 'node'
  | 'pod'
  | 'service'
  | 'endpointslice'
  | 'networkpolicy'
  | 'ingress'
  | 'ingressclass'
  | 'gateway'
  | 'gatewayclass'
  | 'httproute'
  | 'grpcroute'
  | 'tlsroute'
  | 'tcproute'
  | 'udproute'
  | 'adminnetworkpolicy'
  | 'baselineadminnetworkpolicy'
  | 'clusternetworkpolicy'
  | 'ciliumnetworkpolicy'
  | 'ciliumclusterwidenetworkpolicy'
  | 'networkpolicy.crd.projectcalico.org'
  | 'globalnetworkpolicy.crd.projectcalico.org'
  | 'networkpolicy.crd.antrea.io'
  | 'clusternetworkpolicy.crd.antrea.io'
  | 'egressfirewall'
  | 'egressnetworkpolicy'
  | 'otherpolicy'
  | 'deployment'
  | 'replicaset'
  | 'statefulset'
  | 'daemonset'
  | 'job'
  | 'cronjob'
  | 'configmap'
  | RoutingReferenceKind;

/** Kinds that lead into a cluster: Ingress and Gateway API. */
export type RoutingReferenceKind =
  | 'ingress'
  | 'ingressclass'
  | 'gateway'
  | 'gatewayclass'
  | 'httproute'
  | 'grpcroute'
  | 'tlsroute'
  | 'tcproute'
  | 'udproute';

/** Names one object. `namespace` is absent for cluster-scoped kinds. */
export interface ObjectReference {
  readonly kind: ReferenceKind;
  readonly namespace?: string;
  readonly name: string;
}

const kindsByAlias: ReadonlyMap<string, ReferenceKind> = new Map<string, ReferenceKind>([
  ...(
    ['namespace', 'node', 'pod', 'service', 'endpointslice', 'networkpolicy', 'deployment'] as const
  ).flatMap((kind): [string, ReferenceKind][] => [
    [kind, kind],
    [kind === 'networkpolicy' ? 'networkpolicies' : `${kind}s`, kind],
  ]),
  ...(
    [
      'replicaset',
      'statefulset',
      'daemonset',
      'job',
      'cronjob',
      'configmap',
      'gateway',
      'httproute',
      'grpcroute',
      'tlsroute',
      'tcproute',
      'udproute',
    ] as const
  ).flatMap((kind): [string, ReferenceKind][] => [
    [kind, kind],
    [`${kind}s`, kind],
  ]),
  ...(['gateway', 'httproute', 'grpcroute', 'tlsroute', 'tcproute', 'udproute'] as const).flatMap(
    (kind): [string, ReferenceKind][] => [
      [kind, kind],
      [`${kind}s`, kind],
    ],
  ),
  ...(['ingress', 'ingressclass', 'gatewayclass'] as const).flatMap((kind): [string, ReferenceKind][] => [
    [kind, kind],
    [`${kind}es`, kind],
  ]),
  ...(
    [
      'adminnetworkpolicy',
      'baselineadminnetworkpolicy',
      'clusternetworkpolicy',
      'ciliumnetworkpolicy',
      'ciliumclusterwidenetworkpolicy',
      'networkpolicy.crd.projectcalico.org',
      'globalnetworkpolicy.crd.projectcalico.org',
      'networkpolicy.crd.antrea.io',
      'clusternetworkpolicy.crd.antrea.io',
      'egressnetworkpolicy',
      'otherpolicy',
    ] as const
  ).flatMap((kind): [string, ReferenceKind][] => [
    [kind, kind],
    [kind.replace('policy', 'policies'), kind],
  ]),
  ['egressfirewall', 'egressfirewall'],
  ['egressfirewalls', 'egressfirewall'],
  ...(['ingress', 'ingressclass', 'gatewayclass'] as const).flatMap((kind): [string, ReferenceKind][] => [
    [kind, kind],
    [`${kind}es`, kind],
  ]),
  ['ing', 'ingress'],
  ['gtw', 'gateway'],
  ['gc', 'gatewayclass'],
  ['cj', 'cronjob'],
  ['ns', 'namespace'],
  ['no', 'node'],
  ['po', 'pod'],
  ['svc', 'service'],
  ['netpol', 'networkpolicy'],
  ['ing', 'ingress'],
  ['gtw', 'gateway'],
  ['deploy', 'deployment'],
  ['rs', 'replicaset'],
  ['sts', 'statefulset'],
  ['ds', 'daemonset'],
  ['cm', 'configmap'],
]);

const clusterScoped: ReadonlySet<ReferenceKind> = new Set([
  'namespace',
  'node',
  'ingressclass',
  'gatewayclass',
  'adminnetworkpolicy',
  'baselineadminnetworkpolicy',
  'clusternetworkpolicy',
  'ciliumclusterwidenetworkpolicy',
  'globalnetworkpolicy.crd.projectcalico.org',
  'clusternetworkpolicy.crd.antrea.io',
]);

/** Resolves a kind as users type it (`svc`, `Service`, `services`); `undefined` when it is none we know. */
export function parseReferenceKind(text: string): ReferenceKind | undefined {
  return kindsByAlias.get(text.toLowerCase());
}

/**
 * Parses `[NAMESPACE/]KIND/NAME` (`shop/pod/cart-0`, `service/web`, `node/n1`).
 * Returns `undefined` for anything else, a plain name or address included.
 */
export function parseReference(text: string, defaultNamespace: string): ObjectReference | undefined {
  const parts = text.split('/');
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part === '')) return undefined;
  const [kindText, name, namespace] =
    parts.length === 2 ? [parts[0], parts[1], defaultNamespace] : [parts[1], parts[2], parts[0]];
  const kind = parseReferenceKind(kindText ?? '');
  if (kind === undefined || name === undefined || namespace === undefined) return undefined;
  if (clusterScoped.has(kind)) return parts.length === 2 ? { kind, name } : undefined;
  return { kind, namespace, name };
}

/** `shop/pod/cart-0`, `node/n1`: the form that {@link parseReference} reads. It is also the identity of marks and tree items. */
export function formatReference(reference: ObjectReference): string {
  const own = `${reference.kind}/${reference.name}`;
  return reference.namespace === undefined ? own : `${reference.namespace}/${own}`;
}

/** Whether two references name the same object. */
export function sameReference(left: ObjectReference, right: ObjectReference): boolean {
  return left.kind === right.kind && left.name === right.name && left.namespace === right.namespace;
}
