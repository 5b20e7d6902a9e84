import { applyChanges } from '../../src/core/model/applyChanges.ts';
import type { ClusterSnapshot } from '../../src/core/model/clusterSnapshot.ts';
import type { ClusterDescription } from '../../src/core/model/connection.ts';
import type { SnapshotChange } from '../../src/core/model/snapshotChange.ts';
import { buildLens, type TopologyLens } from '../../src/core/topology/lenses/buildLens.ts';
import { foldTopology } from '../../src/core/topology/foldTopology.ts';
import { MapFeed } from '../../src/app/map/mapFeed.ts';
import { networkTreeChildren } from '../../src/app/tree/networkTree.ts';
import { describeState } from '../../src/app/session/sessionState.ts';
import { TreeFeed } from '../../src/app/tree/treeFeed.ts';
import type { MapFilter, MapMessage } from '../../src/protocol/mapProtocol.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { measureRuns, medianOf, quantileOf } from './measure.ts';
import { ReadinessChanges, topologyFixture } from './topologyFixture.ts';

const batches = 100;
const changesInBatch = 10;
const markLimit = 300;
const cluster: ClusterDescription = { context: 'synthetic', server: '', namespace: '', kind: 'live' };

/** Everything that the engine keeps up to date for the map, the tree and the status bar. */
class Engine {
  snapshot: ClusterSnapshot;
  sent: MapMessage | undefined;
  readonly map: MapFeed;
  readonly #tree: TreeFeed;

  constructor(snapshot: ClusterSnapshot, filter: MapFilter) {
    this.snapshot = snapshot;
    this.#tree = new TreeFeed((id) => networkTreeChildren(this.snapshot, id));
    this.map = new MapFeed({
      current: () => ({ session: this.#state(), snapshot: this.snapshot }),
      send: (message) => {
        this.sent = message;
      },
    });
    this.map.open(filter);
    for (const id of [undefined, 'namespace/large', 'namespace/team-1', 'large/service/large'])
      this.#tree.give(id);
  }

  apply(changes: readonly SnapshotChange[]): void {
    this.snapshot = applyChanges(this.snapshot, changes, this.snapshot.asOf);
    if (this.sent !== undefined) this.map.drawn(this.sent.epoch, this.sent.sequence);
    this.map.changed();
    this.#state();
    for (const id of this.#tree.takeChanges()) this.#tree.give(id);
  }

  #state() {
    return describeState(1, cluster, this.snapshot, undefined);
  }
}

function filterOf(lens: TopologyLens, text = '', unfolded: readonly string[] = []): MapFilter {
  return { lens, text, unfolded };
}

/** Ten pods become ready or cease to be: six in the large namespace, two of them in its large workload. */
function nextBatch(snapshot: ClusterSnapshot, batch: number): readonly SnapshotChange[] {
  const changes = new ReadinessChanges(snapshot);
  for (let index = 0; index < changesInBatch; index++) {
    const number = batch * 37 + index * 101;
    if (index < 2) changes.turn('large', 'large', number % 2_000);
    else if (index < 6) changes.turn('large', `app-${String(1 + (number % 320))}`, number % 25);
    else changes.turn(`team-${String(number % 113)}`, `app-${String(number % 14)}`, number % 6);
  }
  return changes.changes();
}

function measureBatches(title: string, filter: MapFilter, limited: boolean): readonly Figure[] {
  const engine = new Engine(topologyFixture(), filter);
  let batch = 0;
  let [marks, lines] = [0, 0];
  const times = measureRuns(
    batches,
    () => nextBatch(engine.snapshot, batch++),
    (changes) => {
      engine.apply(changes);
      marks = Math.max(marks, engine.sent?.marks.length ?? 0);
      lines = Math.max(lines, engine.sent?.edges.length ?? 0);
    },
  );
  if (marks > markLimit || lines > 2 * markLimit)
    throw new Error(`${String(marks)} marks and ${String(lines)} lines were sent at once`);
  const limit = (atMost: number) => (limited ? { limit: { atMost } } : {});
  return [
    { title: `${title}: a batch of 10 changes, median`, value: medianOf(times), unit: 'ms', ...limit(8) },
    { title: `${title}: 95th percentile`, value: quantileOf(times, 0.95), unit: 'ms', ...limit(20) },
  ];
}

function measureFirst(lens: TopologyLens): Figure {
  const times = measureRuns(5, topologyFixture, (snapshot) => {
    const { marks } = foldTopology(buildLens(snapshot, { lens }), { unfolded: [], markLimit });
    if (marks.size > markLimit) throw new Error(`${String(marks.size)} marks`);
  });
  return {
    title: `lens ${lens}: graph and folding of a snapshot that is new`,
    value: medianOf(times),
    unit: 'ms',
    ...(lens === 'services' ? { limit: { atMost: 300 } } : {}),
  };
}

function measureSearch(text: string): Figure {
  const engine = new Engine(topologyFixture(), filterOf('services'));
  const times = measureRuns(
    5,
    () => {
      if (engine.sent !== undefined) engine.map.drawn(engine.sent.epoch, engine.sent.sequence);
      engine.map.filter(filterOf('services'));
      if (engine.sent !== undefined) engine.map.drawn(engine.sent.epoch, engine.sent.sequence);
    },
    () => {
      engine.map.filter(filterOf('services', text));
    },
  );
  return { title: `the search ${text}`, value: medianOf(times), unit: 'ms', limit: { atMost: 100 } };
}

/** The graph of a large cluster, kept up to date. */
export const topologyBenchmark: Benchmark = {
  id: 'topology',
  title: 'Topology',
  definition: [
    'The cluster is made up: 20,000 pods in 114 namespaces, 10,000 of them in one (a workload of 2,000 pods and 320 of 25), a Service for each workload, slices of 100 endpoints, two NetworkPolicies a namespace, 200 nodes.',
    `A batch is what the engine does when a watch brings ten pods that became ready or ceased to be, six of them in the large namespace, with their slices: the snapshot, the graph, its folding, what the map is sent, the state of the session and the changes of a tree in which two namespaces are unfolded. ${String(batches)} batches in a row; a picture of more than ${String(markLimit)} marks is an error.`,
    'The search is what one more letter costs: parsing, matching all pods, folding, and what the map is sent.',
  ],
  run: (progress) => {
    const scenes: readonly (readonly [string, MapFilter, boolean])[] = [
      ['lens services', filterOf('services'), true],
      [
        'lens services, the large namespace and its large workload unfolded',
        filterOf('services', '', ['namespace/large', 'large/deployment/large']),
        true,
      ],
      ['lens services, searching for app-1 in state ok', filterOf('services', 'app-1 state:ok'), true],
      ['lens nodes', filterOf('nodes'), false],
      ['lens policies', filterOf('policies'), false],
    ];
    const figures = scenes.flatMap(([title, filter, limited]) => {
      progress(title);
      return measureBatches(title, filter, limited);
    });
    return Promise.resolve([
      ...figures,
      ...(['services', 'nodes', 'policies'] as const).map(measureFirst),
      measureSearch('app-1'),
      measureSearch('label:"version in (v1)" node:node-1*'),
    ]);
  },
};
