import type { ClusterSnapshot, Pod } from '../../model/clusterSnapshot.ts';
import type { TransportProtocol } from '../../model/transportProtocol.ts';
import { parseReference } from '../../model/reference.ts';
import { policyEnforcerOn } from '../../policy/policyEnforcer.ts';
import type { PolicyDialect } from '../../policy/dialect.ts';
import { evaluatePolicies } from '../../policy/evaluatePolicies.ts';
import type { PolicyEnd, PolicyVerdict } from '../../policy/policyQuery.ts';
import { reachTargetOf } from '../../policy/reach/targetPorts.ts';
import { type TopologyEdge, type TopologyEdgePort, countOf, edgeId } from '../topology.ts';
import { type Representatives, representativesOf } from './representatives.ts';

/** Who may reach the subject, and whom it may reach. */
export interface PolicyReach {
  /** The marks that the subject is made of: itself, or the workloads of a Service or namespace. */
  readonly subjects: ReadonlySet<string>;
  /** Allowed and unknown connections; denied ones are counted only. */
  readonly edges: readonly TopologyEdge[];
  /** In words, for the marks of the subject. */
  readonly words: string;
}

/** A subject of more workloads than this is asked about by its first ones. */
const mostSubjects = 5;
/** Ports of one target that are asked about. */
const mostPorts = 4;

interface Port {
  readonly port: number | string;
  readonly protocol: TransportProtocol;
}

/** What is asked where nothing tells on which port somebody listens. */
const anyPort: Port = { port: 80, protocol: 'TCP' };

function declaredPorts(pod: Pod): readonly Port[] {
  const ports = pod.containers.flatMap((container) =>
    container.ports.map(({ containerPort, protocol }) => ({ port: containerPort, protocol })),
  );
  return ports.length === 0 ? [anyPort] : ports.slice(0, mostPorts);
}

/** The marks that a subject stands for, and the ports on which it is meant to be reached. */
function subjectsOf(
  snapshot: ClusterSnapshot,
  subject: string,
  all: readonly Representatives[],
): { readonly marks: readonly Representatives[]; readonly ports: readonly Port[]; readonly cut: number } {
  const reference = parseReference(subject.slice(subject.indexOf('#') + 1), '');
  if (reference?.kind === 'namespace') {
    const inside = all.filter(({ namespace }) => namespace === reference.name);
    return {
      marks: inside.slice(0, mostSubjects),
      ports: [],
      cut: Math.max(0, inside.length - mostSubjects),
    };
  }
  if (reference === undefined) return { marks: [], ports: [], cut: 0 };
  const target = reachTargetOf(snapshot, reference);
  const pods = target?.pods ?? [];
  const ports = (target?.ports ?? []).slice(0, mostPorts);
  const named = pods[0];
  if (reference.kind === 'pod' && named !== undefined) {
    const own: Representatives = { id: subject, namespace: named.namespace, pods: [named], signature: '' };
    return { marks: [own], ports, cut: 0 };
  }
  const names = new Set(pods.map(({ name }) => name));
  const marks = all.filter(
    ({ namespace, pods: own }) =>
      namespace === reference.namespace && own.some(({ name }) => names.has(name)),
  );
  return { marks: marks.slice(0, mostSubjects), ports, cut: Math.max(0, marks.length - mostSubjects) };
}

function endOf({ namespace, name }: Pod): PolicyEnd {
  return { kind: 'pod', namespace, name };
}

class ReachCounter {
  readonly edges: TopologyEdge[] = [];
  readonly counts = { allow: 0, deny: 0, unknown: 0 };
  readonly #snapshot: ClusterSnapshot;
  readonly #dialect: PolicyDialect;

  constructor(snapshot: ClusterSnapshot, dialect: PolicyDialect) {
    this.#snapshot = snapshot;
    this.#dialect = dialect;
  }

  /** Asks about each pair and port, and keeps what comes of it for the pair of marks. */
  ask(from: Representatives, to: Representatives, ports: readonly Port[]): void {
    const open: TopologyEdgePort[] = [];
    const verdicts: PolicyVerdict[] = [];
    let reason = '';
    for (const port of ports) {
      const here = from.pods.flatMap((source) =>
        to.pods.filter((target) => target !== source).map((target) => this.#verdict(source, target, port)),
      );
      const asked = here.map(({ verdict }) => verdict);
      reason ||= here.find(({ verdict }) => verdict === 'unknown')?.reason ?? '';
      verdicts.push(...asked);
      if (asked.some((verdict) => verdict !== 'deny') && typeof port.port === 'number')
        open.push({ protocol: port.protocol, port: port.port, targetPort: String(port.port) });
    }
    if (verdicts.length === 0) return;
    const may = verdicts.includes('allow') ? 'allow' : verdicts.includes('unknown') ? 'unknown' : 'deny';
    this.counts[may] += 1;
    if (may === 'deny') return;
    const known = may === 'allow';
    this.edges.push({
      id: edgeId(from.id, to.id),
      kind: 'reaches',
      from: from.id,
      to: to.id,
      state: known ? 'ok' : 'unknown',
      stateReason: known ? '' : reason,
      ports: open,
      ...(verdicts.includes('deny') ? { badge: 'some pods or ports only' } : {}),
    });
  }

  #verdict(source: Pod, target: Pod, { port, protocol }: Port) {
    const query = { source: endOf(source), destination: endOf(target), port, protocol };
    const { verdict, ingress, egress } = evaluatePolicies(this.#snapshot, query, this.#dialect);
    return { verdict, reason: [...egress.unknown, ...ingress.unknown][0] ?? '' };
  }

  /** `3 may, 12 may not, of 2 it is unknown`. */
  words(): string {
    const { allow, deny, unknown } = this.counts;
    const rest = unknown === 0 ? '' : `, of ${unknown} it is unknown`;
    return `${countOf(allow, 'workload')} may, ${deny} may not${rest}`;
  }
}

function evaluate(snapshot: ClusterSnapshot, subject: string, all: readonly Representatives[]): PolicyReach {
  const { marks, ports, cut } = subjectsOf(snapshot, subject, all);
  const { dialect } = policyEnforcerOn(snapshot, undefined);
  const into = new ReachCounter(snapshot, dialect);
  const outOf = new ReachCounter(snapshot, dialect);
  for (const mark of marks) {
    const [pod] = mark.pods;
    const own = ports.length > 0 ? ports : pod === undefined ? [] : declaredPorts(pod);
    for (const other of all) {
      if (other.id === mark.id) continue;
      const [target] = other.pods;
      into.ask(other, mark, own);
      if (target !== undefined) outOf.ask(mark, other, declaredPorts(target));
    }
  }
  const more = cut === 0 ? '' : `; ${countOf(cut, 'more workload')} of it not asked about`;
  return {
    subjects: new Set(marks.map(({ id }) => id)),
    edges: [...into.edges, ...outOf.edges],
    words: `reached by: ${into.words()}; reaches: ${outOf.words()}${more}`,
  };
}

interface Remembered {
  readonly dependencies: readonly unknown[];
  readonly reach: PolicyReach;
}

/** By the policies of other APIs, an object that hardly ever changes: the last answer. */
const remembered = new WeakMap<object, Remembered>();

/**
 * Who may reach something and whom it may reach, as far as policies decide: a few pods stand for each workload, one for each set
 * of labels, so that a cluster of 20,000 pods is asked about some thousand pairs. Blocks of addresses in policies may tell
 * pods of one set apart. Asked again only when labels or policies changed.
 */
export function policyReach(snapshot: ClusterSnapshot, subject: string): PolicyReach {
  const namespaces = [...snapshot.namespaces.values()].map((partition) => ({
    partition,
    represented: representativesOf(partition),
  }));
  const dependencies = [
    subject,
    snapshot.coverage,
    ...namespaces.flatMap(({ partition, represented }) => [
      represented.signature,
      partition.networkPolicies,
      partition.namespace,
      partition.services,
    ]),
  ];
  const known = remembered.get(snapshot.otherPolicies);
  const holds =
    known?.dependencies.length === dependencies.length &&
    known.dependencies.every((own, index) => own === dependencies[index]);
  if (known !== undefined && holds) return known.reach;
  const reach = evaluate(
    snapshot,
    subject,
    namespaces.flatMap(({ represented }) => represented.all),
  );
  remembered.set(snapshot.otherPolicies, { dependencies, reach });
  return reach;
}
