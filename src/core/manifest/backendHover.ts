import type { Service, ServicePort } from '../model/clusterSnapshot.ts';
import { nearestNames } from '../model/nearestNames.ts';
import { endpointsOf } from '../model/serviceEndpoints.ts';
import { markdownText } from '../text/escape.ts';
import type { BackendReference } from './backendReference.ts';
import { countWords, type HoverText } from './hoverText.ts';
import {
  authoredServices,
  liveService,
  type ManifestContext,
  namespaceIsMissing,
  namespaceOf,
  namespaceWords,
  whyUnknown,
} from './manifestContext.ts';
import type { ManifestObject } from './manifestObject.ts';
import { serviceActions } from './serviceHover.ts';

/** The namespace that a reference leads to. */
export function namespaceOfReference(
  reference: BackendReference,
  object: ManifestObject,
  context: ManifestContext,
): string {
  return reference.namespace ?? namespaceOf(object, context);
}

/** The port of a Service that a backend means: by number, or by name. Ingress and routes speak TCP unless said otherwise. */
export function portOfBackend(service: Service, port: number | string): ServicePort | undefined {
  return service.ports.find((own) => own.port === port || own.name === port);
}

/** `http 80`, `443`, `53/UDP`: how people name the port of a Service. */
export function servicePortWords({ name, port, protocol }: ServicePort): string {
  const number = protocol === 'TCP' ? String(port) : `${port}/${protocol}`;
  return name === undefined ? number : `${name} ${number}`;
}

function endpointWords(
  service: Service,
  servicePort: ServicePort | undefined,
  context: ManifestContext,
): string {
  const unknown = whyUnknown(context.snapshot, 'endpointslices', service.namespace);
  if (service.type === 'ExternalName') return `stands for ${markdownText(service.externalName ?? '')}`;
  if (unknown !== undefined) return `endpoints not known · ${markdownText(unknown)}`;
  const endpoints = endpointsOf(context.snapshot, service, servicePort);
  const ready = endpoints.filter(({ endpoint }) => endpoint.ready).length;
  return endpoints.length === 0
    ? '**no endpoint**'
    : `${countWords(endpoints.length, 'endpoint')}, ${ready} ready`;
}

function missingWords(
  reference: BackendReference,
  object: ManifestObject,
  context: ManifestContext,
): HoverText {
  const { snapshot } = context;
  const namespace = namespaceOfReference(reference, object, context);
  const place = markdownText(reference.namespace ?? namespaceWords(object, context));
  const authored = authoredServices(context, namespace).some(({ name }) => name === reference.name);
  if (authored) {
    return {
      lines: ['not applied yet: the manifest of this Service is at hand, the cluster has none'],
      actions: [],
    };
  }
  const unknown = whyUnknown(snapshot, 'services', namespace);
  if (unknown !== undefined) return { lines: [`not known · ${markdownText(unknown)}`], actions: [] };
  if (namespaceIsMissing(snapshot, namespace))
    return { lines: [`there is no namespace ${place}`], actions: [] };
  const near = nearestNames(reference.name, snapshot.namespaces.get(namespace)?.services.keys() ?? []);
  const hint = near.length === 0 ? '' : ` · nearest: ${markdownText(near.join(', '))}`;
  return { lines: [`**no Service ${markdownText(reference.name)}** in ${place}${hint}`], actions: [] };
}

/** A hover on what names a Service: an Ingress backend, a backendRef, the serviceName of a StatefulSet. */
export function hoverBackend(
  reference: BackendReference,
  object: ManifestObject,
  context: ManifestContext,
): HoverText {
  const namespace = namespaceOfReference(reference, object, context);
  const service = liveService(context.snapshot, namespace, reference.name);
  if (service === undefined) return missingWords(reference, object, context);
  const title = `**${markdownText(`${namespace}/${service.name}`)}**`;
  const actions = serviceActions(service, context);
  if (reference.port === undefined) {
    const ports = service.ports.map(servicePortWords).join(', ');
    const listed = service.ports.length === 0 ? '' : ` · ports ${markdownText(ports)}`;
    return { lines: [`${title}${listed} · ${endpointWords(service, undefined, context)}`], actions };
  }
  const servicePort = portOfBackend(service, reference.port);
  if (servicePort === undefined) {
    const ports = service.ports.map(servicePortWords).join(', ');
    return {
      lines: [
        `${title} **has no port ${markdownText(String(reference.port))}** · it has ${markdownText(ports === '' ? 'none' : ports)}`,
      ],
      actions,
    };
  }
  const way = `${markdownText(servicePortWords(servicePort))} → ${markdownText(String(servicePort.targetPort))}`;
  return { lines: [`${title} · ${way} · ${endpointWords(service, servicePort, context)}`], actions };
}
