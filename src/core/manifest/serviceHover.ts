import type { Pod, Service, ServicePort } from '../model/clusterSnapshot.ts';
import { formatLabels } from '../model/labels.ts';
import type { ObjectReference } from '../model/reference.ts';
import { endpointsOf } from '../model/serviceEndpoints.ts';
import { markdownText } from '../text/escape.ts';
import { countWords, type HoverAction, type HoverText, selectsWords, showOnMap } from './hoverText.ts';
import {
  authoredPods,
  authoredService,
  livePods,
  liveService,
  type ManifestContext,
  namespaceIsMissing,
  namespaceOf,
  namespaceWords,
  whyUnknown,
} from './manifestContext.ts';
import type { FieldPath, ManifestObject } from './manifestObject.ts';
import { ownerWords, portsDeclaredBy, portWords, resolveTargetPort } from './targetPort.ts';
import { matchesEqualitySelector } from '../model/labels.ts';

/** The actions on a Service: only what is in the cluster can be traced. */
export function serviceActions(
  service: Pick<Service, 'namespace' | 'name'>,
  context: ManifestContext,
  pods: readonly Pod[] = [],
): readonly HoverAction[] {
  const { namespace, name } = service;
  const live = liveService(context.snapshot, namespace, name) !== undefined;
  const reference: ObjectReference = { kind: 'service', namespace, name };
  return [
    ...(live ? [{ kind: 'trace', service: reference } as const] : []),
    ...showOnMap(live ? reference : undefined, pods),
  ];
}

function hoverSelector(object: ManifestObject, service: Service, context: ManifestContext): HoverText {
  const { snapshot } = context;
  const { namespace, selector } = service;
  if (service.type === 'ExternalName') {
    return { lines: ['**ignored**: a Service of type ExternalName selects no pods'], actions: [] };
  }
  if (selector === undefined) {
    return {
      lines: ['**selects nothing**: without a selector somebody else has to write the EndpointSlices'],
      actions: serviceActions(service, context),
    };
  }
  const unknown = whyUnknown(snapshot, 'pods', namespace);
  if (unknown !== undefined) {
    return { lines: [`not known · ${markdownText(unknown)}`], actions: serviceActions(service, context) };
  }
  const pods = livePods(snapshot, service) ?? [];
  const actions = serviceActions(service, context, pods);
  if (pods.length > 0) return { lines: [selectsWords(pods)], actions };
  const place = markdownText(namespaceWords(object, context));
  const makers = authoredPods(context, namespace)
    .filter(({ labels }) => matchesEqualitySelector(selector, labels))
    .map(ownerWords);
  const lines = [
    namespaceIsMissing(snapshot, namespace)
      ? `**selects no pod** · there is no namespace ${place}`
      : `**selects no pod** with ${markdownText(formatLabels(selector))} in ${place}`,
    ...(makers.length === 0 ? [] : [`the manifest of ${markdownText(makers.join(', '))} would make them`]),
  ];
  return { lines, actions };
}

/** What stands behind a targetPort in the pods that are selected now. */
function describeTarget(servicePort: ServicePort, pods: readonly Pod[]): string {
  const { targetPort, protocol } = servicePort;
  const resolved = pods.flatMap((pod) => resolveTargetPort(pod, targetPort, protocol));
  const declared = portsDeclaredBy(pods);
  const others = declared.length === 0 ? 'none' : declared.map(portWords).join(', ');
  if (resolved.length === 0) {
    const name = markdownText(String(targetPort));
    return typeof targetPort === 'string'
      ? `**no pod has a port named ${name}**/${protocol} · declared: ${markdownText(others)}`
      : `no container declares ${name}/${protocol} (declared: ${markdownText(others)}); it may listen all the same, Trace looks`;
  }
  const containers = [...new Set(resolved.map(({ container }) => container))];
  const numbers = [...new Set(resolved.map(({ port }) => port))];
  const number = typeof targetPort === 'string' ? `${numbers.join(' or ')} ` : '';
  const owners = new Set(resolved.map(({ pod }) => pod)).size;
  const some =
    owners < pods.length ? `${owners} of ${countWords(pods.length, 'pod')}` : countWords(pods.length, 'pod');
  return `${number}in container ${markdownText(containers.join(', '))} of ${some}`;
}

function endpointLine(
  service: Service,
  servicePort: ServicePort,
  context: ManifestContext,
): readonly string[] {
  const { snapshot } = context;
  const live = liveService(snapshot, service.namespace, service.name);
  if (live === undefined) {
    return whyUnknown(snapshot, 'services', service.namespace) === undefined
      ? ['not applied yet: the cluster has no Service of this name']
      : [];
  }
  const unknown = whyUnknown(snapshot, 'endpointslices', service.namespace);
  if (unknown !== undefined) return [`endpoints not known · ${markdownText(unknown)}`];
  const livePort = live.ports.find(
    ({ port, protocol }) => port === servicePort.port && protocol === servicePort.protocol,
  );
  if (livePort === undefined) return ['not applied yet: the Service in the cluster has no such port'];
  const endpoints = endpointsOf(snapshot, live, livePort);
  const ready = endpoints.filter(({ endpoint }) => endpoint.ready).length;
  const differs =
    livePort.targetPort === servicePort.targetPort
      ? ''
      : ` (the cluster still sends to ${markdownText(String(livePort.targetPort))})`;
  return [`${countWords(endpoints.length, 'endpoint')} now, ${ready} ready${differs}`];
}

function hoverPort(
  object: ManifestObject,
  service: Service,
  servicePort: ServicePort,
  context: ManifestContext,
): HoverText {
  const { snapshot } = context;
  const { port, protocol, targetPort } = servicePort;
  const title = `**${port}/${protocol} → ${markdownText(String(targetPort))}**`;
  const pods = livePods(snapshot, service);
  const actions = serviceActions(service, context, pods);
  const unknown = whyUnknown(snapshot, 'pods', service.namespace);
  const behind =
    pods === undefined
      ? 'no selector'
      : unknown !== undefined
        ? `what listens is not known · ${markdownText(unknown)}`
        : pods.length === 0
          ? `no pod is selected in ${markdownText(namespaceWords(object, context))}`
          : describeTarget(servicePort, pods);
  return { lines: [`${title} · ${behind}`, ...endpointLine(service, servicePort, context)], actions };
}

/** Hovers on a Service's selector and ports. */
export function hoverService(
  object: ManifestObject,
  path: FieldPath,
  context: ManifestContext,
): { readonly path: FieldPath; readonly text: HoverText } | undefined {
  const [spec, field, index] = path;
  if (spec !== 'spec') return undefined;
  const service = authoredService(object, context);
  if (service === undefined) return undefined;
  if (field === 'selector') {
    return { path: ['spec', 'selector'], text: hoverSelector(object, service, context) };
  }
  if (field !== 'ports' || typeof index !== 'number') return undefined;
  // A port that cannot be read is left out of the model, so places are counted among those that can.
  const raw = Array.isArray(object.raw['spec']) ? undefined : object.raw['spec'];
  const ports: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'ports') : undefined;
  if (!Array.isArray(ports) || ports.length !== service.ports.length) return undefined;
  const servicePort = service.ports[index];
  if (servicePort === undefined) return undefined;
  return {
    path: ['spec', 'ports', index],
    text: hoverPort(object, { ...service, namespace: namespaceOf(object, context) }, servicePort, context),
  };
}
