import { type ObjectReference, parseReferenceKind } from '../../core/model/reference.ts';

/** An object that another extension's tree was clicked on; without a namespace where that tree does not tell. */
export type NamedObject = Omit<ObjectReference, 'namespace'> & { readonly namespace: string | undefined };

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function named(kind: unknown, name: unknown, ...namespaces: readonly unknown[]): NamedObject | undefined {
  const known = typeof kind === 'string' ? parseReferenceKind(kind) : undefined;
  const own = nonEmpty(name);
  if (known === undefined || own === undefined || own.includes('/')) return undefined;
  return { kind: known, name: own, namespace: namespaces.map(nonEmpty).find((text) => text !== undefined) };
}

/**
 * What Kubernetes Tools' `resolveCommandTarget` (clusterexplorer v1) gives for an item of its tree. The pattern of a menu
 * matches prefixes only (a ServiceAccount begins like a Service), so the kind is read here. The namespace is '' or null
 * for kinds that its tree lists without one.
 */
export function referenceOfNode(target: unknown): NamedObject | undefined {
  if (property(target, 'nodeType') !== 'resource') return undefined;
  return named(
    property(property(target, 'resourceKind'), 'manifestKind'),
    property(target, 'name'),
    property(target, 'namespace'),
    property(property(target, 'metadata'), 'namespace'),
  );
}

/** An item of OpenShift Toolkit's tree: the object itself. */
export function referenceOfObject(item: unknown): NamedObject | undefined {
  const metadata = property(item, 'metadata');
  return named(property(item, 'kind'), property(metadata, 'name'), property(metadata, 'namespace'));
}

/** The kubeconfig files that Kubernetes Tools uses; `undefined` where this process cannot read them (WSL). */
export function pathsOfKubeconfig(answer: unknown, delimiter: string): readonly string[] | undefined {
  if (property(answer, 'pathType') !== 'host') return undefined;
  const paths = (nonEmpty(property(answer, 'hostPath')) ?? '').split(delimiter).filter((path) => path !== '');
  return paths.length === 0 ? undefined : paths;
}
