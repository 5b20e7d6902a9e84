import type { TopologyEdge } from '../../../src/core/topology/topology.ts';
import type { TopologyState } from '../../../src/core/model/topologyState.ts';
import type { MapMark } from '../../../src/protocol/mapProtocol.ts';
import type { Scene } from '../scene/scene.ts';
import { edge, mark, sceneOf } from './sampleScene.ts';

/** A workload that is drawn: with its pods when it is unfolded. */
export interface SampleWorkload {
  readonly name: string;
  readonly pods: number;
  readonly unfolded?: boolean;
  readonly state?: TopologyState;
  /** Tells the pods of one rollout from those of another. */
  readonly hash?: string;
}

/** A Service and the workloads that it routes to. */
export interface SampleService {
  readonly name: string;
  readonly to: readonly string[];
  readonly exposed?: boolean;
  readonly state?: TopologyState;
  readonly reason?: string;
}

/** A namespace as the map is told of it: folded, it is a mark alone. */
export interface SampleNamespace {
  readonly name: string;
  readonly folded?: boolean;
  readonly workloads: readonly SampleWorkload[];
  readonly services: readonly SampleService[];
  readonly ingress?: string;
}

/** The marks and lines that the map is sent of these namespaces. */
export function marksOf(namespaces: readonly SampleNamespace[]): {
  readonly marks: readonly MapMark[];
  readonly edges: readonly TopologyEdge[];
} {
  const marks: MapMark[] = [];
  const edges: TopologyEdge[] = [];
  for (const { name, folded = false, workloads, services, ingress } of namespaces) {
    const parent = `namespace/${name}`;
    const pods = workloads.reduce((sum, workload) => sum + workload.pods, 0);
    const states = [...services, ...workloads].map(({ state = 'ok' }) => state);
    const state = states.includes('error') ? 'error' : states.includes('warning') ? 'warning' : 'ok';
    const badge = `${services.length} Services · ${pods} pods`;
    const foldedPods = folded ? pods : 0;
    marks.push(mark(parent, { canUnfold: true, unfolded: !folded, state, badge, foldedPods }));
    if (folded) continue;
    for (const {
      name: workload,
      pods: count,
      unfolded = false,
      state: own = 'ok',
      hash = 'a',
    } of workloads) {
      const id = `${name}/deployment/${workload}`;
      const facts = { canUnfold: count > 0, unfolded, state: own, foldedPods: unfolded ? 0 : count };
      marks.push(mark(id, { parent, badge: `${count}/${count} ready`, ...facts }));
      if (!unfolded) continue;
      for (let pod = 0; pod < count; pod += 1) {
        const podId = `${name}/pod/${workload}-${hash}-${pod}`;
        marks.push(mark(podId, { parent: id, state: own }));
        edges.push(edge(id, podId, 'owns'));
      }
    }
    const doors = services.filter(({ exposed }) => exposed === true);
    if (doors.length > 0 || ingress !== undefined) {
      const clients = { kind: 'external', objectKind: 'Clients', name: 'outside', namespace: name } as const;
      marks.push(mark(`clients/${name}`, { ...clients, state: 'unknown', parent }));
    }
    if (ingress !== undefined) {
      const id = `${name}/ingress/${ingress}`;
      marks.push(
        mark(id, { kind: 'ingress', objectKind: 'Ingress', badge: `${ingress}.example.test`, parent }),
      );
      edges.push(edge(`clients/${name}`, id, 'exposes'));
      const [first] = services;
      if (first !== undefined) edges.push(edge(id, `${name}/service/${first.name}`));
    }
    for (const { name: service, to, exposed = false, state: own = 'ok', reason = '' } of services) {
      const id = `${name}/service/${service}`;
      marks.push(mark(id, { parent, badge: ':80', state: own, stateReason: reason }));
      if (exposed) edges.push(edge(`clients/${name}`, id, 'exposes'));
      for (const target of to) {
        const ports = [{ protocol: 'TCP', port: 80, targetPort: '8080' }] as const;
        edges.push({ ...edge(id, `${name}/deployment/${target}`), state: own, stateReason: reason, ports });
      }
    }
  }
  return { marks, edges };
}

/** The scene of these namespaces. */
export function sceneOfCluster(namespaces: readonly SampleNamespace[]): Scene {
  const { marks, edges } = marksOf(namespaces);
  return sceneOf(marks, edges).scene;
}
