import {
  isRecord,
  type RawObject,
  readInteger,
  readList,
  readNonEmptyText,
  readRecord,
} from '../model/readField.ts';
import type { FieldPath, ManifestObject } from './manifestObject.ts';

/** A place of a manifest that names a Service, and mostly a port of it. */
export interface BackendReference {
  /** The field that holds the reference as a whole. */
  readonly path: FieldPath;
  readonly namePath: FieldPath;
  /** Absent where no port is given. */
  readonly portPath?: FieldPath;
  readonly name: string;
  /** Absent: that of the object. */
  readonly namespace?: string;
  readonly port?: number | string;
  /** What names it, in words: `Ingress`, `HTTPRoute`, `StatefulSet`. */
  readonly by: string;
}

const maximumPort = 65_535;

/** The port that the AWS load balancer controller takes for "look into my annotations": the Service is no Service then. */
const annotationPort = 'use-annotation';

/** networking.k8s.io/v1 IngressBackend: `service` with `name` and `port.number` or `port.name`. */
function ingressBackend(raw: RawObject, path: FieldPath): readonly BackendReference[] {
  const service = readRecord(raw, 'service');
  const name = readNonEmptyText(service, 'name');
  if (name === undefined) return [];
  const port = readRecord(service, 'port');
  const [portName, number] = [readNonEmptyText(port, 'name'), readInteger(port, 'number', 1, maximumPort)];
  if (portName === annotationPort) return [];
  const own = [...path, 'service'];
  const field = portName === undefined ? 'number' : 'name';
  const value = portName ?? number;
  return [
    {
      path: own,
      namePath: [...own, 'name'],
      name,
      ...(value === undefined ? {} : { port: value, portPath: [...own, 'port', field] }),
      by: 'Ingress',
    },
  ];
}

function ingressBackends(spec: RawObject): readonly BackendReference[] {
  const rules = readList(spec, 'rules').flatMap((rule, ruleIndex) =>
    readList(readRecord(isRecord(rule) ? rule : {}, 'http'), 'paths').flatMap((path, pathIndex) =>
      ingressBackend(readRecord(isRecord(path) ? path : {}, 'backend'), [
        'spec',
        'rules',
        ruleIndex,
        'http',
        'paths',
        pathIndex,
        'backend',
      ]),
    ),
  );
  return [...ingressBackend(readRecord(spec, 'defaultBackend'), ['spec', 'defaultBackend']), ...rules];
}

/** Gateway API BackendRef: a Service unless `kind` or `group` say otherwise. */
function routeBackends(spec: RawObject, by: string): readonly BackendReference[] {
  return readList(spec, 'rules').flatMap((rule, ruleIndex) =>
    readList(isRecord(rule) ? rule : {}, 'backendRefs').flatMap((backend, index): BackendReference[] => {
      if (!isRecord(backend)) return [];
      const kind = readNonEmptyText(backend, 'kind') ?? 'Service';
      const name = readNonEmptyText(backend, 'name');
      if (name === undefined || kind !== 'Service' || readNonEmptyText(backend, 'group') !== undefined)
        return [];
      const path: FieldPath = ['spec', 'rules', ruleIndex, 'backendRefs', index];
      const port = readInteger(backend, 'port', 1, maximumPort);
      const namespace = readNonEmptyText(backend, 'namespace');
      return [
        {
          path,
          namePath: [...path, 'name'],
          name,
          ...(namespace === undefined ? {} : { namespace }),
          ...(port === undefined ? {} : { port, portPath: [...path, 'port'] }),
          by,
        },
      ];
    }),
  );
}

const routeKinds: ReadonlySet<string> = new Set([
  'HTTPRoute',
  'GRPCRoute',
  'TCPRoute',
  'TLSRoute',
  'UDPRoute',
]);

/** The Services that an object of a manifest sends to: Ingress, Gateway API routes, and the StatefulSet's own Service. */
export function backendReferences({ apiVersion, kind, raw }: ManifestObject): readonly BackendReference[] {
  const spec = readRecord(raw, 'spec');
  if (apiVersion === 'networking.k8s.io/v1' && kind === 'Ingress') return ingressBackends(spec);
  if (apiVersion.startsWith('gateway.networking.k8s.io/') && routeKinds.has(kind)) {
    return routeBackends(spec, kind);
  }
  if (apiVersion === 'apps/v1' && kind === 'StatefulSet') {
    const name = readNonEmptyText(spec, 'serviceName');
    const path: FieldPath = ['spec', 'serviceName'];
    return name === undefined ? [] : [{ path, namePath: path, name, by: kind }];
  }
  return [];
}

/** The reference that a field belongs to. */
export function referenceAt(object: ManifestObject, path: FieldPath): BackendReference | undefined {
  return backendReferences(object).find((reference) =>
    reference.path.every((step, index) => path[index] === step),
  );
}
