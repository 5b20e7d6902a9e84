import type { ClusterSnapshot, EndpointSlice, Service } from '../model/clusterSnapshot.ts';

/** Where a packet may end: the address of a pod, and a port of it. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

/** Who answers in a cluster where everything works, written out entry by entry. */
export interface NetworkTables {
  /** Addresses of pods that are alive; those on the host network have their node's. */
  readonly podAddresses: ReadonlySet<string>;
  /** By an address that leads to a Service, then by `TCP 80`: the ready places behind it. */
  readonly services: ReadonlyMap<string, ReadonlyMap<string, readonly Place[]>>;
  /** By absolute name: addresses, or the name that it is an alias of. */
  readonly names: ReadonlyMap<string, readonly string[] | string>;
}

/** The zone of the cluster's names. */
export const zone = 'cluster.local';

/** The one or more pieces of a Service's endpoints: EndpointSlices carry its name in a label. */
function piecesOf(slices: Iterable<EndpointSlice>, { name }: Service): readonly EndpointSlice[] {
  return [...slices].filter(({ serviceName, addressType }) => serviceName === name && addressType !== 'FQDN');
}

function placesBehind(service: Service, pieces: readonly EndpointSlice[]): Map<string, readonly Place[]> {
  const places = new Map<string, readonly Place[]>();
  for (const { port, protocol, name = '' } of service.ports) {
    const found: Place[] = [];
    for (const { ports, endpoints } of pieces) {
      const own = ports.find((each) => each.name === name && each.protocol === protocol);
      if (own === undefined) continue;
      for (const { ready, addresses } of endpoints) {
        const [address] = addresses;
        if (ready && address !== undefined) found.push({ address, port: own.port ?? 0 });
      }
    }
    places.set(`${protocol} ${port}`, found);
  }
  return places;
}

/** What the cluster's DNS says for the name of a Service: an alias, its addresses, or those of its ready pods. */
function recordOf(service: Service, pieces: readonly EndpointSlice[]): readonly string[] | string {
  if (service.type === 'ExternalName') return service.externalName ?? '';
  if (!service.headless) return service.clusterIPs;
  return pieces.flatMap(({ endpoints }) =>
    endpoints.flatMap(({ ready, addresses }) => (ready ? addresses.slice(0, 1) : [])),
  );
}

/**
 * Writes the tables of a snapshot down. It follows the objects by itself, and uses nothing of what the product reads
 * them with: a mistake there would otherwise be in both, and no test could see it.
 */
export function writeTables(snapshot: ClusterSnapshot): NetworkTables {
  const podAddresses = new Set<string>();
  const services = new Map<string, ReadonlyMap<string, readonly Place[]>>();
  const names = new Map<string, readonly string[] | string>();
  for (const [namespace, own] of snapshot.namespaces) {
    for (const { hostNetwork, phase, podIPs } of own.pods.values()) {
      if (hostNetwork || phase === 'Succeeded' || phase === 'Failed') continue;
      for (const address of podIPs) podAddresses.add(address);
    }
    for (const service of own.services.values()) {
      const pieces = piecesOf(own.endpointSlices.values(), service);
      const places = placesBehind(service, pieces);
      const balancers = service.loadBalancerIngress.flatMap(({ ip }) => ip ?? []);
      for (const address of [...service.clusterIPs, ...service.externalIPs, ...balancers]) {
        if (!services.has(address)) services.set(address, places);
      }
      names.set(`${service.name}.${namespace}.svc.${zone}`, recordOf(service, pieces));
    }
  }
  return { podAddresses, services, names };
}

/** The addresses of an absolute name; none when nothing has it. Aliases may lead to each other, so few are followed. */
function resolveAbsolute({ names }: NetworkTables, name: string): readonly string[] {
  let record = names.get(name);
  for (let hops = 0; hops < 8 && typeof record === 'string'; hops += 1) record = names.get(record);
  return typeof record === 'object' ? record : [];
}

/** As a pod of a namespace resolves a name with the usual resolv.conf (ndots:5): which name had an answer, and what it is. */
export function resolveName(
  tables: NetworkTables,
  typed: string,
  namespace: string,
): { readonly name: string; readonly addresses: readonly string[] } | undefined {
  const name = typed.toLowerCase();
  const bare = name.replace(/\.$/, '');
  const searched = [`${namespace}.svc.${zone}`, `svc.${zone}`, zone].map((domain) => `${bare}.${domain}`);
  const fewDots = bare.split('.').length - 1 < 5;
  const asked = name.endsWith('.') ? [bare] : fewDots ? [...searched, bare] : [bare, ...searched];
  for (const each of asked) {
    const addresses = resolveAbsolute(tables, each);
    if (addresses.length > 0) return { name: each, addresses };
  }
  return undefined;
}
