import type { Node } from '../model/clusterSnapshot.ts';
import { lookUpRoute } from './lookUpRoute.ts';
import {
  describeRoute,
  prefixContains,
  prefixLength,
  type NextHop,
  type Route,
  type RouteTables,
} from './routes.ts';

/** What the routes of one node mean for packets to a pod of another one. */
export interface PodRouteQuestion {
  /** The node whose routes are looked at. */
  readonly from: Node;
  readonly tables: RouteTables;
  /** The node of the pod, and the pod's address. */
  readonly to: Node;
  readonly address: string;
  /** An address of a pod on `from`, and the routes of `to` where they are known: they show how this cluster routes. */
  readonly reverse?: { readonly tables: RouteTables; readonly address: string };
  /** The cluster's other nodes, for the same. */
  readonly others: readonly Node[];
}

/** How the routes are judged. `unknown` is never healthy: it says why nothing can be said. */
export type PodRouteJudgement =
  | { readonly kind: 'fine'; readonly because: string }
  | {
      readonly kind: 'broken';
      /** In words that follow "node NAME". */
      readonly what: string;
      /** The route that is taken; absent when there is none at all. */
      readonly route?: Route;
      /** Arguments of `ip`, one command each, that make it right. */
      readonly repair: readonly (readonly string[])[];
      /** '' when nothing else than these routes can decide. */
      readonly uncertainBecause: string;
    }
  | { readonly kind: 'unknown'; readonly because: string };

/** Types of routes that carry nothing anywhere. */
const deadEnds: ReadonlySet<string> = new Set(['blackhole', 'unreachable', 'prohibit']);

/** Interfaces that CNIs make for their overlays and data planes: a route into them is theirs to deliver. */
const tunnelDevice =
  /^(flannel|vxlan|cilium|tunl|geneve?|genev_sys|wg|wireguard|antrea-|ovn|weave|cali|ip6tnl|ipip|sit|gre|kilo|nodelocal|kube-bridge|dsr|azure|eni|tailscale|nebula)/;

/** The addresses of a node in one family. */
function addressesOf(node: Node, family: 4 | 6): readonly string[] {
  return node.addresses
    .filter(({ type }) => type === 'InternalIP' || type === 'ExternalIP')
    .map(({ address }) => address)
    .filter((address) => address.includes(':') === (family === 6));
}

function isTunnel({ device }: NextHop): boolean {
  return device !== undefined && tunnelDevice.test(device);
}

/** Whether a node is a neighbour on a link: without that no route can name it as a next hop. */
function isNeighbour(tables: RouteTables, node: Node, family: 4 | 6): boolean {
  return addressesOf(node, family).some((address) => {
    const { route } = lookUpRoute(tables, address);
    return (
      route?.type === 'unicast' &&
      route.nextHops.length > 0 &&
      route.nextHops.every(({ gateway, device }) => gateway === undefined && device !== undefined)
    );
  });
}

/** Whether these tables have a route of its own to an address, straight to a node. */
function goesStraightTo(tables: RouteTables, address: string, node: Node, family: 4 | 6): boolean {
  const { route } = lookUpRoute(tables, address);
  if (route?.type !== 'unicast' || prefixLength(route.destination) === 0) return false;
  const own = addressesOf(node, family);
  return route.nextHops.some(({ gateway }) => gateway !== undefined && own.includes(gateway));
}

/** What shows that nodes of this cluster send packets for each other's pods straight to each other; '' when nothing does. */
function straightPattern({ from, tables, reverse, others }: PodRouteQuestion, family: 4 | 6): string {
  const sibling = others.find((node) =>
    node.podCIDRs.some(
      (range) =>
        range.includes(':') === (family === 6) &&
        goesStraightTo(tables, range.split('/')[0] ?? '', node, family),
    ),
  );
  if (sibling !== undefined) return `node ${from.name} has such a route to the pods of ${sibling.name}`;
  if (reverse !== undefined && goesStraightTo(reverse.tables, reverse.address, from, family))
    return `the other node has such a route back`;
  return '';
}

/** The commands that bring the route to the pod's range, or to the pod alone, to the node that it is on. */
function repairOf(
  { tables, to, address }: PodRouteQuestion,
  wrong: Route | undefined,
): readonly (readonly string[])[] {
  const family = address.includes(':') ? 6 : 4;
  const ip = family === 6 ? ['ip', '-6'] : ['ip'];
  const [gateway] = addressesOf(to, family);
  const range = to.podCIDRs.find((candidate) => prefixContains(candidate, address));
  const destination = range ?? `${address}/${family === 6 ? 128 : 32}`;
  const removal =
    wrong !== undefined && prefixLength(wrong.destination) > prefixLength(destination)
      ? [[...ip, 'route', 'del', ...(wrong.type === 'unicast' ? [] : [wrong.type]), wrong.destination]]
      : [];
  const rest: RouteTables = { ...tables, routes: tables.routes.filter((route) => route !== wrong) };
  if (removal.length > 0 && goesStraightTo(rest, address, to, family)) return removal;
  if (gateway === undefined) return removal;
  return [...removal, [...ip, 'route', 'replace', destination, 'via', gateway]];
}

/** A route is fine only where the policy rules that choose it were followed. */
function fineUnless(uncertainBecause: string, { name }: Node, shown: string): PodRouteJudgement {
  return uncertainBecause === ''
    ? { kind: 'fine', because: `${name}: ${shown}` }
    : {
        kind: 'unknown',
        because: `the route of ${name} would be ${shown}, but another may decide: ${uncertainBecause}`,
      };
}

/** Judges the routes of a node for packets to a pod of another node. Only what cannot be healthy is called broken. */
export function judgePodRoute(question: PodRouteQuestion): PodRouteJudgement {
  const { from, tables, to, address, others } = question;
  const family = address.includes(':') ? 6 : 4;
  if (!tables.families.includes(family))
    return { kind: 'unknown', because: `the IPv${family} routes of ${from.name} could not be read` };
  const { route, uncertainBecause } = lookUpRoute(tables, address);
  const broken = (what: string, wrong: Route | undefined): PodRouteJudgement => ({
    kind: 'broken',
    what,
    ...(wrong === undefined ? {} : { route: wrong }),
    repair: repairOf(question, wrong),
    uncertainBecause,
  });
  if (route === undefined) return broken(`has no route to ${address}, not even a default one`, undefined);
  const shown = describeRoute(route);
  if (deadEnds.has(route.type)) return broken(`lets packets to ${address} end: ${shown}`, route);
  if (route.type !== 'unicast') return { kind: 'unknown', because: `the route of ${from.name} is ${shown}` };
  const fine = (): PodRouteJudgement => fineUnless(uncertainBecause, from, shown);
  if (route.nextHops.some(isTunnel)) return fine();
  const neighbour = isNeighbour(tables, to, family);
  const pattern = straightPattern(question, family);
  if (prefixLength(route.destination) === 0) {
    // The network between the nodes may know the pods' ranges, as cloud networks do.
    return neighbour && pattern !== ''
      ? broken(
          `has no route to the pods of node ${to.name}, so packets to ${address} take the default route (${shown}), while ${pattern}`,
          route,
        )
      : {
          kind: 'unknown',
          because: `${from.name} sends packets to ${address} by its default route, and what is behind it cannot be seen`,
        };
  }
  const gateways = route.nextHops.flatMap(({ gateway }) => gateway ?? []);
  if (gateways.length === 0)
    return { kind: 'unknown', because: `the route of ${from.name} to ${address} stays on a link: ${shown}` };
  if (gateways.some((gateway) => addressesOf(to, family).includes(gateway))) return fine();
  const wrongNode = others.find((node) =>
    gateways.some((gateway) => addressesOf(node, family).includes(gateway)),
  );
  if (neighbour && (wrongNode !== undefined || pattern !== '')) {
    const whose =
      wrongNode === undefined ? 'which is no address of that node' : `which is node ${wrongNode.name}`;
    return broken(
      `sends packets for pods of node ${to.name} to ${gateways.join(' and ')}, ${whose}: ${shown}`,
      route,
    );
  }
  return {
    kind: 'unknown',
    because: `${from.name} sends packets to ${address} to a router, ${gateways.join(' and ')}`,
  };
}

/** Judges the routes of a node for packets to a pod of its own: only what lets every packet end is called broken. */
export function judgeLocalRoute(node: Node, tables: RouteTables, address: string): PodRouteJudgement {
  const { route, uncertainBecause } = lookUpRoute(tables, address);
  if (!tables.families.includes(address.includes(':') ? 6 : 4))
    return { kind: 'unknown', because: `the routes of ${node.name} to ${address} could not be read` };
  if (route !== undefined && !deadEnds.has(route.type))
    return fineUnless(uncertainBecause, node, describeRoute(route));
  const ip = address.includes(':') ? ['ip', '-6'] : ['ip'];
  return {
    kind: 'broken',
    what:
      route === undefined
        ? `has no route to its own pod ${address}`
        : `lets packets to its own pod ${address} end: ${describeRoute(route)}`,
    ...(route === undefined ? {} : { route }),
    // The route to a pod on the node is the CNI's to make; one that is in its way can be taken away.
    repair: route === undefined ? [] : [[...ip, 'route', 'del', route.type, route.destination]],
    uncertainBecause,
  };
}
