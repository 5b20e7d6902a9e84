import { parseAllDocuments } from 'yaml';
import type { ClusterSnapshot, Namespace, Node, Pod, Service } from '../../model/clusterSnapshot.ts';
import { type Coverage, type OtherPolicyName, otherPolicyNames } from '../../model/coverage.ts';
import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import { type OtherPolicies, otherPolicyKinds, otherPolicyKey } from '../../model/otherPolicies.ts';
import type { Projection } from '../../model/projection.ts';
import { projectNamespace } from '../../model/projectNamespace.ts';
import { projectNetworkPolicy } from '../../model/projectNetworkPolicy.ts';
import { projectNode } from '../../model/projectNode.ts';
import { projectOtherPolicy } from '../../model/projectOtherPolicy.ts';
import { projectPod } from '../../model/projectPod.ts';
import { projectService } from '../../model/projectService.ts';
import { slicesFor, snapshotOf } from '../../testing/snapshotBuilder.ts';
import { selectedPods } from '../../model/serviceEndpoints.ts';
import type { PolicyEnd, PolicyQuery } from '../policyQuery.ts';
import type { TransportProtocol } from '../../model/transportProtocol.ts';

interface RawManifest {
  readonly kind: string;
  readonly apiVersion?: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
  readonly spec?: unknown;
  readonly status?: unknown;
}

function valueOf<Value>({ value, errors }: Projection<Value>): Value {
  if (value === undefined || errors.length > 0) throw new Error(errors.join('\n'));
  return value;
}

/** A short form of pods: `NAMESPACE/NAME key=value … @NODE ADDRESS… :PORT-NAME=NUMBER[/PROTOCOL]… [host] [ended]`. */
export function podOfLine(line: string): Pod {
  const [path = '', ...words] = line.trim().split(/\s+/);
  const [namespace = '', name = ''] = path.split('/');
  const labels = words.filter((word) => /^[a-z][^:@]*=/.test(word)).map((word) => word.split('='));
  const ports = words
    .filter((word) => word.startsWith(':'))
    .map((word) => /^:(?:([a-z][a-z0-9-]*)=)?(\d+)(?:\/(\w+))?$/.exec(word) ?? [])
    .map(([, portName, number, protocol = 'TCP']) => ({
      name: portName,
      containerPort: Number(number),
      protocol,
    }));
  const node = words.find((word) => word.startsWith('@'))?.slice(1);
  const addresses = words.filter(
    (word) => /^(\d+\.){3}\d+$|^[0-9a-f]*:[0-9a-f:]+$/.test(word) && !/^:\d+$/.test(word),
  );
  return valueOf(
    projectPod({
      metadata: { namespace, name, labels: Object.fromEntries(labels) as object },
      spec: {
        nodeName: node,
        hostNetwork: words.includes('host'),
        containers: [{ name: 'app', image: 'app', ports }],
      },
      status: {
        phase: words.includes('ended') ? 'Succeeded' : 'Running',
        podIPs: addresses.map((ip) => ({ ip })),
      },
    }),
  );
}

/**
 * A snapshot in which everything was listed: pods from their short form, everything else from manifests. Services get the slices that
 * their controller would make.
 */
export function policyScene(
  pods: readonly string[],
  manifests = '',
  coverage: Partial<Coverage> = {},
): ClusterSnapshot {
  const raws = parseAllDocuments(manifests)
    .map((document) => document.toJS() as RawManifest | null)
    .filter((raw) => raw !== null);
  const of = <Value>(kind: string, project: (raw: unknown) => Projection<Value>): Value[] =>
    raws.filter((raw) => raw.kind === kind && !isOther(raw)).map((raw) => valueOf(project(raw)));
  const isOther = (raw: RawManifest): boolean => otherResourceOf(raw) !== undefined;
  const namespaces = of<Namespace>('Namespace', projectNamespace);
  const base = snapshotOf({
    pods: pods.map(podOfLine),
    services: of<Service>('Service', projectService),
    networkPolicies: of<NetworkPolicy>('NetworkPolicy', projectNetworkPolicy),
    nodes: of<Node>('Node', projectNode),
    namespaces,
    otherPolicies: otherPoliciesOf(raws),
    coverage,
  });
  const services = [...base.namespaces.values()].flatMap((partition) => [...partition.services.values()]);
  const slices = services.flatMap((service) =>
    service.selector === undefined ? [] : slicesFor(service, (selectedPods(base, service) ?? []).map(ready)),
  );
  return {
    ...base,
    namespaces: new Map(
      [...base.namespaces].map(([name, partition]) => [
        name,
        {
          ...partition,
          endpointSlices: new Map(
            slices.filter(({ namespace }) => namespace === name).map((slice) => [slice.name, slice]),
          ),
        },
      ]),
    ),
  };
}

function ready(pod: Pod): Pod {
  return { ...pod, conditions: [{ type: 'Ready', status: 'True' }] };
}

function otherResourceOf(raw: RawManifest): (typeof otherPolicyKinds)[number] | undefined {
  const group = raw.apiVersion?.split('/')[0] ?? '';
  return otherPolicyKinds.find(({ kind, apiGroups }) => kind === raw.kind && apiGroups.includes(group));
}

function otherPoliciesOf(raws: readonly RawManifest[]): OtherPolicies {
  const maps = new Map<OtherPolicyName, Map<string, unknown>>(
    otherPolicyNames.map((name) => [name, new Map()]),
  );
  for (const raw of raws) {
    const kind = otherResourceOf(raw);
    if (kind === undefined) continue;
    const policy = valueOf(projectOtherPolicy(kind.resource, kind.apiGroups[0] ?? '', raw));
    maps.get(kind.resource)?.set(otherPolicyKey(policy), policy);
  }
  return Object.fromEntries(maps) as unknown as OtherPolicies;
}

function endOf(text: string): PolicyEnd {
  if (text.startsWith('node/')) return { kind: 'node', name: text.slice('node/'.length) };
  const [namespace = '', name] = text.split('/');
  return name === undefined ? { kind: 'address', address: text } : { kind: 'pod', namespace, name };
}

/** `shop/cart > shop/web :80/TCP`: the query in the form in which tests write it. Ends are `NAMESPACE/POD`, `node/NAME` or an address. */
export function queryOf(text: string): PolicyQuery {
  const match = /^(\S+) > (\S+) :([a-z0-9-]+)(?:\/(TCP|UDP|SCTP))?$/.exec(text);
  if (match === null) throw new Error(`not a query: ${text}`);
  const [, source = '', destination = '', port = '', protocol = 'TCP'] = match;
  return {
    source: endOf(source),
    destination: endOf(destination),
    port: /^\d+$/.test(port) ? Number(port) : port,
    protocol: protocol as TransportProtocol,
  };
}
