import type { ContainerPort, Pod, Service } from '../model/clusterSnapshot.ts';
import { conventionalDnsService } from '../dns/conventionalDnsService.ts';
import { ndotsOf } from '../dns/resolvConf.ts';
import { matchesEqualitySelector } from '../model/labels.ts';
import { isRecord, readInteger, readList } from '../model/readField.ts';
import { isAlive } from '../model/serviceEndpoints.ts';
import { workloadOf } from '../model/podWorkload.ts';
import { markdownText } from '../text/escape.ts';
import { type HoverText, nameList, selectsWords, showOnMap } from './hoverText.ts';
import {
  authoredServices,
  type ManifestContext,
  namespaceOf,
  podsIn,
  whyUnknown,
} from './manifestContext.ts';
import type { FieldPath, ManifestObject } from './manifestObject.ts';
import { podSpecPath, recordAt, templatePod } from './podTemplates.ts';
import { serviceActions } from './serviceHover.ts';
import { portWords } from './targetPort.ts';

/** kubelet puts at most these options into resolv.conf by itself for pods that ask the cluster's DNS. */
const clusterNdots = 5;

function clusterDnsWords({ snapshot }: ManifestContext): string {
  const service = conventionalDnsService(snapshot);
  return service === undefined
    ? 'the cluster DNS'
    : `the cluster DNS ${markdownText(service.clusterIPs.join(', '))}`;
}

/** What dnsPolicy means for the pods of this template (core/v1 DNSPolicy; kubelet's GetPodDNS). */
function dnsPolicyLines(pod: Pod, context: ManifestContext): readonly string[] {
  const search = `search ${markdownText(pod.namespace)}.svc.… first, ndots ${clusterNdots}`;
  switch (pod.dnsPolicy) {
    case 'ClusterFirst':
      return pod.hostNetwork
        ? [
            '**ClusterFirst with hostNetwork means Default**: the resolv.conf of the node, Service names do not resolve',
            'ClusterFirstWithHostNet asks the cluster DNS',
          ]
        : [
            `**names go to ${clusterDnsWords(context)}** · ${search}`,
            'names outside the cluster are forwarded by it',
          ];
    case 'ClusterFirstWithHostNet':
      return [`**names go to ${clusterDnsWords(context)}**, host network or not · ${search}`];
    case 'Default':
      return ['**the resolv.conf of the node**, not the default of Kubernetes: Service names do not resolve'];
    case 'None':
      return (pod.dnsConfig?.nameservers.length ?? 0) === 0
        ? ['**only dnsConfig counts**, and it names no nameserver: the API refuses such a pod']
        : ['**only dnsConfig counts**: nothing is taken from the cluster or the node'];
    default:
      return [`**${markdownText(pod.dnsPolicy)}** is no dnsPolicy that Kubernetes knows`];
  }
}

function dnsConfigLines(pod: Pod): readonly string[] {
  const { nameservers = [], searches = [], options = [] } = pod.dnsConfig ?? {};
  const parts = [
    ...(nameservers.length === 0 ? [] : [`nameserver ${nameservers.join(', ')}`]),
    ...(searches.length === 0 ? [] : [`search ${searches.join(', ')}`]),
    ...(options.length === 0 ? [] : [`options ${options.join(' ')}`]),
  ];
  const way =
    pod.dnsPolicy === 'None' ? '**is the whole resolv.conf**' : `**is added** to what ${pod.dnsPolicy} gives`;
  const ndots = options.some((option) => option.startsWith('ndots:')) ? ndotsOf(options) : undefined;
  return [
    `${way}${parts.length === 0 ? '' : ` · ${markdownText(parts.join('; '))}`}`,
    ...(ndots === undefined || ndots >= clusterNdots
      ? []
      : [
          `ndots ${ndots}: a name with ${ndots === 1 ? 'a dot' : `${ndots} or more dots`} is asked as it is first, and through the search list only then`,
        ]),
  ];
}

function hostNetworkLines(pod: Pod): readonly string[] {
  if (!pod.hostNetwork) return ['**own network**: an address of its own, NetworkPolicies apply'];
  const ports = [...new Set(pod.containers.flatMap(({ ports: own }) => own.map(portWords)))];
  const taken = ports.length === 0 ? 'its ports' : markdownText(ports.join(', '));
  return [
    "**the node's network**: its address, its ports and its resolv.conf · most NetworkPolicy enforcers pass it by",
    `${taken}: once on each node${pod.dnsPolicy === 'ClusterFirst' ? ' · dnsPolicy ClusterFirst falls back to Default' : ''}`,
  ];
}

/** The Services that would send to this pod: those of the cluster, and those that the author has at hand. */
function servicesSelecting(pod: Pod, context: ManifestContext): readonly Service[] {
  const live = context.snapshot.namespaces.get(pod.namespace)?.services.values() ?? [];
  const services = new Map<string, Service>();
  for (const service of [...live, ...authoredServices(context, pod.namespace)])
    services.set(service.name, service);
  return [...services.values()].filter(
    ({ selector }) => selector !== undefined && matchesEqualitySelector(selector, pod.labels),
  );
}

function hoverPort(port: ContainerPort, pod: Pod, context: ManifestContext): HoverText {
  const selecting = servicesSelecting(pod, context);
  const senders = selecting.flatMap((service) =>
    service.ports
      .filter(
        ({ protocol, targetPort }) =>
          protocol === port.protocol && (targetPort === port.containerPort || targetPort === port.name),
      )
      .map((own) => ({ service, words: `${service.name}:${own.port}` })),
  );
  const unknown = whyUnknown(context.snapshot, 'services', pod.namespace);
  const none =
    unknown === undefined
      ? selecting.length === 0
        ? 'no Service selects these pods'
        : `no port of ${nameList(selecting.map(({ name }) => name))} sends here`
      : `Services not known · ${markdownText(unknown)}`;
  const sent =
    senders.length === 0 ? none : `**reached through** ${nameList(senders.map(({ words }) => words))}`;
  const host = port.hostPort === undefined ? '' : ` · also ${port.hostPort} of its node (hostPort)`;
  const [first] = senders;
  return {
    lines: [
      `${sent}${host}`,
      port.name === undefined
        ? 'a declaration only: it opens and closes nothing'
        : 'a declaration only: it opens nothing; Services may name it as targetPort',
    ],
    actions: first === undefined ? [] : serviceActions(first.service, context),
  };
}

/** The port that a field stands in; places are counted in the manifest, so it is read from there. */
function portAt(object: ManifestObject, specPath: FieldPath, path: FieldPath): ContainerPort | undefined {
  const [list, container, ports, index] = path.slice(specPath.length);
  if ((list !== 'containers' && list !== 'initContainers') || ports !== 'ports') return undefined;
  if (typeof container !== 'number' || typeof index !== 'number') return undefined;
  const raw = readList(recordAt(object.raw, [...specPath, list, container]), 'ports')[index];
  if (!isRecord(raw)) return undefined;
  const containerPort = readInteger(raw, 'containerPort', 1, 65_535);
  if (containerPort === undefined) return undefined;
  const hostPort = readInteger(raw, 'hostPort', 1, 65_535);
  const protocol = raw['protocol'];
  return {
    containerPort,
    protocol: protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP',
    ...(typeof raw['name'] === 'string' && raw['name'] !== '' ? { name: raw['name'] } : {}),
    ...(hostPort === undefined ? {} : { hostPort }),
  };
}

function hoverOwnPods(object: ManifestObject, context: ManifestContext): HoverText {
  const { snapshot } = context;
  const namespace = namespaceOf(object, context);
  const unknown = whyUnknown(snapshot, 'pods', namespace);
  if (unknown !== undefined) return { lines: [`not known · ${markdownText(unknown)}`], actions: [] };
  const pods = podsIn(snapshot, namespace).filter((pod) => {
    const { kind, name } = workloadOf(pod);
    return isAlive(pod) && kind === object.kind && name === object.name;
  });
  return {
    lines: [pods.length === 0 ? '**has no pod** now' : selectsWords(pods).replace('**selects', '**has')],
    actions: showOnMap(undefined, pods),
  };
}

function hoverLabels(pod: Pod, context: ManifestContext): HoverText {
  const services = servicesSelecting(pod, context);
  const unknown = whyUnknown(context.snapshot, 'services', pod.namespace);
  const [first] = services;
  return {
    lines: [
      services.length > 0
        ? `**selected by** ${services.length === 1 ? 'Service' : 'Services'} ${nameList(services.map(({ name }) => name))}`
        : unknown === undefined
          ? '**no Service selects these labels**'
          : `Services not known · ${markdownText(unknown)}`,
    ],
    actions: first === undefined ? [] : serviceActions(first, context),
  };
}

/** Hovers on a pod template: dnsPolicy, dnsConfig, hostNetwork, ports, its labels, and the workload's selector. */
export function hoverPodTemplate(
  object: ManifestObject,
  path: FieldPath,
  context: ManifestContext,
): { readonly path: FieldPath; readonly text: HoverText } | undefined {
  const specPath = podSpecPath(object);
  if (specPath === undefined) return undefined;
  if (object.kind !== 'Pod' && path[0] === 'spec' && path[1] === 'selector') {
    return { path: ['spec', 'selector'], text: hoverOwnPods(object, context) };
  }
  const pod = templatePod(object, namespaceOf(object, context));
  if (pod === undefined) return undefined;
  const labelsPath = [...specPath.slice(0, -1), 'metadata', 'labels'];
  if (labelsPath.every((step, index) => path[index] === step)) {
    return { path: labelsPath, text: hoverLabels(pod, context) };
  }
  if (!specPath.every((step, index) => path[index] === step)) return undefined;
  const field = path[specPath.length];
  const own = [...specPath, ...(field === undefined ? [] : [field])];
  switch (field) {
    case 'dnsPolicy':
      return { path: own, text: { lines: dnsPolicyLines(pod, context), actions: [] } };
    case 'dnsConfig':
      return { path: own, text: { lines: dnsConfigLines(pod), actions: [] } };
    case 'hostNetwork':
      return { path: own, text: { lines: hostNetworkLines(pod), actions: [] } };
    default: {
      const port = portAt(object, specPath, path);
      if (port === undefined) return undefined;
      return { path: path.slice(0, specPath.length + 4), text: hoverPort(port, pod, context) };
    }
  }
}
