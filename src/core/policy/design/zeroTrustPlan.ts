import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import { matchesEqualitySelector } from '../../model/labels.ts';
import { workloadOf } from '../../model/podWorkload.ts';
import { isAlive } from '../../model/serviceEndpoints.ts';
import { policyDifference, type ConnectionChange } from '../difference/policyDifference.ts';
import { podEndsOf, type MatrixQuestion } from '../matrix/policyMatrix.ts';
import type { PolicyEnd } from '../policyQuery.ts';
import { describePorts, type AllowedConnection, type ConnectionEnd } from './allowedConnection.ts';
import { allowDnsPolicy, denyAllPolicy } from './defaultDeny.ts';
import type { DesignedPolicy } from './designedPolicy.ts';
import { designLeastPrivilege } from './leastPrivilege.ts';
import { withPolicies } from './withPolicies.ts';

type Port = MatrixQuestion['ports'][number];

/** Connections between two workloads that a step ends. */
export interface CutOff {
  readonly from: string;
  readonly to: string;
  readonly port: Port;
  /** Pairs of pods. */
  readonly connections: number;
}

/** Policies that are applied together, and what that ends. */
export interface PlanStep {
  readonly title: string;
  readonly policies: readonly DesignedPolicy[];
  readonly cutOff: readonly CutOff[];
  /** Connections that were named and that this step would end all the same; empty when the plan holds. */
  readonly cutNamed: readonly string[];
}

/** From an open set of namespaces to one that allows only what is named, in steps that can be stopped and looked at. */
export interface ZeroTrustPlan {
  readonly steps: readonly PlanStep[];
  readonly warnings: readonly string[];
}

/** Stands for everything outside of the cluster (RFC 5737, documentation). */
const outside: PolicyEnd = { kind: 'address', address: '203.0.113.1' };
const outsideName = 'outside of the cluster';

/** Ports that are compared; a cluster has many rare ones. */
const mostPorts = 60;

function portKey({ port, protocol }: Port): string {
  return `${protocol} ${String(port)}`;
}

/** Ports that are named or declared by pods: on others nobody listens. */
function portsOf(snapshot: ClusterSnapshot, connections: readonly AllowedConnection[]): readonly Port[] {
  const ports = new Map<string, Port>();
  const add = (port: Port): void => {
    if (ports.size < mostPorts) ports.set(portKey(port), port);
  };
  for (const { ports: named } of connections) {
    for (const { port, protocol } of named) if (port !== undefined) add({ port, protocol });
  }
  for (const { pods } of snapshot.namespaces.values()) {
    for (const { containers } of pods.values()) {
      for (const { containerPort, protocol } of containers.flatMap((own) => own.ports)) {
        add({ port: containerPort, protocol });
      }
    }
  }
  return [...ports.values()];
}

function podOf(snapshot: ClusterSnapshot, end: PolicyEnd | undefined): Pod | undefined {
  return end?.kind === 'pod' ? snapshot.namespaces.get(end.namespace)?.pods.get(end.name) : undefined;
}

function nameOf(snapshot: ClusterSnapshot, end: PolicyEnd | undefined): string {
  const pod = podOf(snapshot, end);
  return pod === undefined ? outsideName : `${pod.namespace}/${workloadOf(pod).name}`;
}

function isAmong(pod: Pod | undefined, end: ConnectionEnd): boolean {
  if (end.kind === 'addresses') return pod === undefined;
  return pod?.namespace === end.namespace && matchesEqualitySelector(end.labels, pod.labels);
}

/** How many ends each workload has among these. */
function countByName(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

class PlanProof {
  readonly #question: Omit<MatrixQuestion, 'ends'> & { readonly ends: readonly PolicyEnd[] };
  readonly #snapshot: ClusterSnapshot;
  readonly #connections: readonly AllowedConnection[];
  readonly #names: readonly string[];

  constructor(snapshot: ClusterSnapshot, connections: readonly AllowedConnection[]) {
    const ends = [...podEndsOf(snapshot), outside];
    this.#snapshot = snapshot;
    this.#connections = connections;
    this.#question = { ends, ports: portsOf(snapshot, connections) };
    this.#names = ends.map((end) => nameOf(snapshot, end));
  }

  /** What lies between two states of the cluster, by the matrix of each. */
  compare(before: ClusterSnapshot, after: ClusterSnapshot): Pick<PlanStep, 'cutOff' | 'cutNamed'> {
    const { ports } = policyDifference(before, after, { ...this.#question, declaredOnly: true });
    const cutOff = new Map<string, CutOff>();
    const cutNamed = new Set<string>();
    for (const { port, changes } of ports) {
      for (const change of changes) {
        if (change.now !== 'deny') continue;
        this.#collect(change, port, cutOff);
        for (const connection of this.#connections) {
          if (this.#ends(change, port, connection)) cutNamed.add(connection.because);
        }
      }
    }
    return { cutOff: [...cutOff.values()], cutNamed: [...cutNamed] };
  }

  #collect(change: ConnectionChange, port: Port, cutOff: Map<string, CutOff>): void {
    const named = (ends: readonly number[]): ReadonlyMap<string, number> =>
      countByName(ends.map((end) => this.#names[end] ?? outsideName));
    for (const [from, sources] of named(change.sources)) {
      for (const [to, destinations] of named(change.destinations)) {
        // Between two of one workload a pod and itself are no connection.
        const connections = from === to ? sources * (destinations - 1) : sources * destinations;
        if (connections <= 0 || (from === outsideName && to === outsideName)) continue;
        const key = `${from} ${to} ${portKey(port)}`;
        const known = cutOff.get(key)?.connections ?? 0;
        cutOff.set(key, { from, to, port, connections: known + connections });
      }
    }
  }

  /** Whether the change ends a connection that was named. */
  #ends(change: ConnectionChange, port: Port, connection: AllowedConnection): boolean {
    const isPort =
      connection.ports.length === 0 ||
      connection.ports.some((own) => own.port === port.port && own.protocol === port.protocol);
    if (!isPort) return false;
    const among = (ends: readonly number[], side: ConnectionEnd): readonly number[] =>
      ends.filter((end) => isAmong(podOf(this.#snapshot, this.#question.ends[end]), side));
    const sources = among(change.sources, connection.source);
    const destinations = among(change.destinations, connection.destination);
    return sources.some((source) => destinations.some((destination) => destination !== source));
  }
}

type Draft = Pick<PlanStep, 'title' | 'policies'>;

/** First who may come in, then who may go out, then everything else: at no step is a named connection missing a rule. */
function draftSteps(
  snapshot: ClusterSnapshot,
  namespaces: readonly string[],
  connections: readonly AllowedConnection[],
  warnings: Set<string>,
): readonly Draft[] {
  const inPlan = ({ policy }: DesignedPolicy): boolean => namespaces.includes(policy.namespace);
  const stepFor = (direction: 'Ingress' | 'Egress'): readonly Draft[] => {
    const design = designLeastPrivilege(snapshot, connections, { directions: [direction], keepDns: true });
    for (const warning of design.warnings) warnings.add(warning);
    return design.policies.filter(inPlan).map((designed) => ({
      title: `${designed.policy.namespace}: ${designed.policy.name}`,
      policies: [designed],
    }));
  };
  const closing = namespaces.flatMap((namespace): readonly Draft[] => {
    const dns = allowDnsPolicy(snapshot, namespace);
    for (const warning of dns.warnings) warnings.add(warning);
    return [
      {
        title: `${namespace}: nothing else comes in`,
        policies: [
          denyAllPolicy(namespace, ['Ingress'], [`Nothing else may connect to a pod of ${namespace}.`]),
        ],
      },
      {
        title: `${namespace}: nothing else goes out, but questions to DNS`,
        policies: [
          dns.policy,
          denyAllPolicy(namespace, ['Egress'], [`No pod of ${namespace} may connect to anything else.`]),
        ],
      },
    ];
  });
  return [...stepFor('Ingress'), ...stepFor('Egress'), ...closing];
}

/**
 * Plans the way of some namespaces to "only what is named": the policies, an order in which nothing that is named is ever
 * cut, and what each step ends, proven by comparing the matrix before and after it.
 */
export function planZeroTrust(
  snapshot: ClusterSnapshot,
  namespaces: readonly string[],
  connections: readonly AllowedConnection[],
): ZeroTrustPlan {
  const warnings = new Set<string>();
  const known = namespaces.filter((name) => snapshot.namespaces.has(name));
  for (const name of namespaces) if (!known.includes(name)) warnings.add(`there is no namespace ${name}`);
  const hostNetwork = known.flatMap((name) =>
    [...(snapshot.namespaces.get(name)?.pods.values() ?? [])].filter(
      (pod) => pod.hostNetwork && isAlive(pod),
    ),
  );
  if (hostNetwork.length > 0) {
    const names = hostNetwork.slice(0, 3).map(({ namespace, name }) => `${namespace}/${name}`);
    warnings.add(`policies do not cover pods on the host network: ${names.join(', ')}`);
  }
  const proof = new PlanProof(snapshot, connections);
  let before = snapshot;
  const steps = draftSteps(snapshot, known, connections, warnings).map((draft): PlanStep => {
    const after = withPolicies(before, draft.policies);
    const step = { ...draft, ...proof.compare(before, after) };
    before = after;
    return step;
  });
  for (const name of new Set(steps.flatMap(({ cutNamed }) => cutNamed))) {
    warnings.add(`the plan would cut off what is named: ${name}`);
  }
  return { steps, warnings: [...warnings] };
}

/** Pairs of workloads that are named before the rest is only counted. */
const shownCutOffs = 8;

/** What a step ends, in words. */
export function describeCutOff({ cutOff }: Pick<PlanStep, 'cutOff'>): readonly string[] {
  if (cutOff.length === 0) return ['Cuts off nothing that is possible now.'];
  const total = cutOff.reduce((sum, { connections }) => sum + connections, 0);
  const lines = cutOff
    .slice(0, shownCutOffs)
    .map(({ from, to, port }) => `  ${from} → ${to} ${describePorts([port])}`);
  const rest = cutOff.length - lines.length;
  return [
    `Cuts off ${String(total)} possible connections between pods:`,
    ...lines,
    ...(rest > 0 ? [`  and between ${String(rest)} more pairs of workloads`] : []),
  ];
}

/** The plan as documents in its order, each with its step and what it ends. */
export function planDocuments({ steps }: ZeroTrustPlan): readonly DesignedPolicy[] {
  return steps.flatMap((step, index) =>
    step.policies.map((designed, position) => ({
      ...designed,
      comments: [
        `Step ${String(index + 1)} of ${String(steps.length)} · ${step.title}${step.policies.length === 1 ? '' : ` (${String(position + 1)} of ${String(step.policies.length)}, together)`}`,
        ...designed.comments,
        ...(position === 0 ? describeCutOff(step) : []),
      ],
    })),
  );
}
