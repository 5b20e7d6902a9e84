import type { Service } from '../model/clusterSnapshot.ts';
import { nearestNames } from '../model/nearestNames.ts';
import { plainLine } from '../text/escape.ts';
import { backendReferences, type BackendReference } from './backendReference.ts';
import { namespaceOfReference, portOfBackend, servicePortWords } from './backendHover.ts';
import { valueRangeOf } from './locate.ts';
import {
  authoredServiceNames,
  authoredServices,
  liveService,
  type ManifestContext,
  namespaceIsMissing,
  whyUnknown,
} from './manifestContext.ts';
import type { ManifestDiagnostic, ManifestFix } from './manifestDiagnostic.ts';
import { type ManifestEdit, replaceField, replaceScalar } from './manifestEdit.ts';
import type { ManifestObject } from './manifestObject.ts';

/** What the API takes for the name of a Service (RFC 1035 label, and RFC 1123 since 1.34). */
const serviceNamePattern = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const mostFixes = 3;

function missingService(
  object: ManifestObject,
  reference: BackendReference,
  namespace: string,
  context: ManifestContext,
): ManifestDiagnostic | undefined {
  const { snapshot } = context;
  // The base of an overlay names no namespace, and would be judged against one that it is not meant for.
  const named = (reference.namespace ?? object.namespace) !== undefined;
  const authored = authoredServiceNames(context, namespace, named);
  // A Service that is at hand and cannot be read, half typed for example, is there.
  if (authored.includes(reference.name)) return undefined;
  const names = [...(snapshot.namespaces.get(namespace)?.services.keys() ?? []), ...authored];
  const candidates = nearestNames(reference.name, names);
  if (!named && candidates.length === 0) return undefined;
  const nearest = candidates.length === 0 ? '' : ` Nearest: ${candidates.join(', ')}.`;
  return {
    ...valueRangeOf(object, reference.namePath),
    severity: 'warning',
    code: 'ingress-backend-missing',
    message: plainLine(`There is no Service ${reference.name} in ${namespace}.${nearest}`),
    fixes: candidates.flatMap((candidate) => {
      const edit = replaceScalar(object, reference.namePath, candidate);
      return edit === undefined ? [] : [{ title: plainLine(`Send to Service ${candidate}`), edits: [edit] }];
    }),
  };
}

function portFix(
  object: ManifestObject,
  reference: BackendReference,
  candidate: string | number,
): ManifestFix | undefined {
  const { portPath } = reference;
  if (portPath === undefined) return undefined;
  const single = (edit: ManifestEdit | undefined): readonly ManifestEdit[] | undefined => edit && [edit];
  const sameType = typeof candidate === typeof reference.port;
  const edits = sameType
    ? single(replaceScalar(object, portPath, candidate))
    : replaceField(object, portPath, typeof candidate === 'number' ? 'number' : 'name', candidate);
  return edits && { title: plainLine(`Use port ${candidate}`), edits };
}

function missingPort(
  object: ManifestObject,
  reference: BackendReference,
  services: readonly Service[],
): ManifestDiagnostic | undefined {
  const { port, portPath } = reference;
  if (port === undefined || portPath === undefined) return undefined;
  // An ExternalName forwards whatever port is dialled, and some controllers allow it without any.
  if (
    services.some((service) => service.type === 'ExternalName' || portOfBackend(service, port) !== undefined)
  ) {
    return undefined;
  }
  const ports = services.flatMap((service) => service.ports);
  const isRoute = reference.by !== 'Ingress';
  const near =
    typeof port === 'string'
      ? nearestNames(
          port,
          ports.flatMap(({ name }) => name ?? []),
        )
      : [];
  const same = (own: (typeof ports)[number]): string | number =>
    typeof port === 'string' && !isRoute ? (own.name ?? own.port) : own.port;
  const candidates = [...new Set<string | number>([...near, ...ports.map(same)])].slice(0, mostFixes);
  const words = [...new Set(ports.map(servicePortWords))].join(', ');
  return {
    ...valueRangeOf(object, portPath),
    severity: 'warning',
    code: 'ingress-backend-missing',
    message: plainLine(
      `Service ${reference.name} has no port ${port}; it has ${words === '' ? 'none' : words}.`,
    ),
    fixes: candidates.flatMap((candidate) => portFix(object, reference, candidate) ?? []),
  };
}

function diagnoseReference(
  object: ManifestObject,
  reference: BackendReference,
  context: ManifestContext,
): ManifestDiagnostic | undefined {
  const { snapshot } = context;
  const namespace = namespaceOfReference(reference, object, context);
  // A StatefulSet works without its Service, only the names of its pods do not.
  if (reference.by === 'StatefulSet' || !serviceNamePattern.test(reference.name)) return undefined;
  if (namespaceIsMissing(snapshot, namespace)) return undefined;
  if (whyUnknown(snapshot, 'services', namespace) !== undefined) return undefined;
  const named = (reference.namespace ?? object.namespace) !== undefined;
  const live = liveService(snapshot, namespace, reference.name);
  const services = [
    ...(live === undefined ? [] : [live]),
    ...authoredServices(context, namespace, named).filter(({ name }) => name === reference.name),
  ];
  return services.length === 0
    ? missingService(object, reference, namespace, context)
    : missingPort(object, reference, services);
}

/** The backends of an object that are no Service, or no port of it. */
export function diagnoseBackends(
  object: ManifestObject,
  context: ManifestContext,
): readonly ManifestDiagnostic[] {
  return backendReferences(object).flatMap(
    (reference) => diagnoseReference(object, reference, context) ?? [],
  );
}
