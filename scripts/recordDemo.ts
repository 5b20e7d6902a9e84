import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { diagnoseConnection } from '../src/app/runs/diagnoseConnection.ts';
import { loadSnapshot } from '../src/app/session/loadSnapshot.ts';
import type { Log } from '../src/app/ports.ts';
import { createProbeRunner } from '../src/app/runs/probeRunner.ts';
import { systemClock } from '../src/app/systemClock.ts';
import { traceConnection } from '../src/app/runs/traceConnection.ts';
import { openKubernetesCluster } from '../src/cluster/kubernetesCluster.ts';
import type { Question } from '../src/core/inquiry/question.ts';
import type { ClusterSnapshot, Service } from '../src/core/model/clusterSnapshot.ts';
import { snapshotToDocument } from '../src/core/documents/snapshotConversion.ts';
import type { SnapshotDocument } from '../src/core/documents/snapshotDocument.ts';
import type { Observation } from '../src/core/probes/observation.ts';
import type { CaseFile } from '../src/core/documents/caseFile.ts';
import { readCase } from '../src/core/documents/readCase.ts';
import { redactSecrets } from '../src/core/text/redactSecrets.ts';
import { applyDemo, demoNamespaces } from '../test/cluster/demo.ts';
import { consoleProgress } from '../test/cluster/progress.ts';
import { findCluster, upCluster } from '../test/cluster/testBed.ts';
import { projectFolder } from './projectFolder.ts';

// Records media/demo.case.json from the demo workload on a real test cluster:
//   node scripts/recordDemo.ts [--cluster NAME]
// It is a case as `podpath diagnose --save` writes it, with more in it: the whole of the demo's namespaces, so that
// tree and map are full, and what was observed for a trace of every Service and for questions from several pods, so
// that these can be asked without a cluster as well. A cluster that was started for it is ended again.

/** More would be felt in the package. */
const mostBytes = 400_000;

/** kube-system answers names, default has the API server's own Service; nothing else on the cluster is the demo's. */
const keptNamespaces: ReadonlySet<string> = new Set([...demoNamespaces, 'kube-system', 'default']);

/** Workloads of which every pod asks about every Service. */
const askingWorkloads = ['shop/checkout-', 'ops/toolbox-'];

/** The question that the demo opens with: a front end calls a Service whose selector has a letter too few. */
const openingQuestion = {
  from: 'shop/checkout-',
  to: { namespace: 'shop', name: 'recommendations' },
  port: 80,
};

/** What is kept of a snapshot, under a name that says what it is. */
function trimSnapshot(snapshot: ClusterSnapshot): ClusterSnapshot {
  const namespaces = [...snapshot.namespaces].filter(([name]) => keptNamespaces.has(name));
  return { ...snapshot, context: 'demo', namespaces: new Map(namespaces) };
}

/** Removes secrets from every string of plain data, should there be any. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return redactSecrets(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]));
}

function demoServices(document: SnapshotDocument): readonly Service[] {
  return document.services.filter(({ namespace }) => demoNamespaces.some((name) => name === namespace));
}

/** Every TCP port of every Service of the demo, asked by the pods that ask. */
function questionsOf(document: SnapshotDocument): readonly Question[] {
  const sources = document.pods.filter(({ namespace, name }) =>
    askingWorkloads.some((prefix) => `${namespace}/${name}`.startsWith(prefix)),
  );
  return sources.flatMap((pod) =>
    demoServices(document).flatMap(({ namespace, name, ports }) =>
      ports
        .filter(({ protocol }) => protocol === 'TCP')
        .map(({ port }): Question => ({
          from: { kind: 'pod', namespace: pod.namespace, name: pod.name },
          to: { kind: 'service', namespace, name },
          port,
          protocol: 'TCP',
        })),
    ),
  );
}

function openingQuestionOf(document: SnapshotDocument): Question {
  const pod = document.pods.find(({ namespace, name }) =>
    `${namespace}/${name}`.startsWith(openingQuestion.from),
  );
  if (pod === undefined) throw new Error(`the demo has no pod ${openingQuestion.from}…`);
  return {
    from: { kind: 'pod', namespace: pod.namespace, name: pod.name },
    to: { kind: 'service', ...openingQuestion.to },
    port: openingQuestion.port,
    protocol: 'TCP',
  };
}

/** Asks everything of a running cluster that has the demo on it. */
async function recordDemo(kubeconfig: string, say: (line: string) => void): Promise<CaseFile> {
  const { signal } = new AbortController();
  const log: Log = { info: () => undefined, warn: say };
  const source = { paths: [kubeconfig], environment: {}, homeFolder: homedir() };
  const cluster = await openKubernetesCluster(source, systemClock);
  try {
    const snapshot = trimSnapshot(await loadSnapshot(cluster, {}, systemClock, log, signal));
    const document = snapshotToDocument(snapshot);
    const runner = createProbeRunner({ cluster, clock: systemClock });
    const observed = new Map<string, Observation>();
    const keep = (observations: readonly Observation[]): void => {
      for (const observation of observations) observed.set(observation.key, observation);
    };
    for (const { namespace, name } of demoServices(document)) {
      say(`Tracing ${namespace}/${name}`);
      const service = { kind: 'service', namespace, name } as const;
      const observations = [...observed.values()];
      keep((await traceConnection({ service, snapshot, runner, observations, signal })).observations);
    }
    for (const question of [openingQuestionOf(document), ...questionsOf(document)]) {
      const observations = [...observed.values()];
      const outcome = await diagnoseConnection({ question, snapshot, runner, observations, signal });
      say(outcome.diagnosis.headline);
      keep(outcome.observations);
    }
    const recorded: CaseFile = {
      schema: 'podpath/case/v1',
      question: openingQuestionOf(document),
      asOf: snapshot.asOf,
      snapshot: document,
      observations: [...observed.values()],
    };
    const { value, errors } = readCase(withoutSecrets(recorded));
    if (value === undefined || errors.length > 0) throw new Error(`unreadable: ${errors.join('; ')}`);
    return value;
  } finally {
    cluster.close();
  }
}

const { values } = parseArgs({ options: { cluster: { type: 'string' } } });
const say = consoleProgress();
const running = values.cluster === undefined ? undefined : findCluster(values.cluster);
if (values.cluster !== undefined && running === undefined)
  throw new Error(`no cluster ${values.cluster} runs`);
const cluster = running ?? (await upCluster({ name: 'demo', progress: say }));
try {
  await applyDemo(cluster, say);
  const text = `${JSON.stringify(await recordDemo(cluster.kubeconfigPath, say), undefined, 1)}\n`;
  if (text.length > mostBytes) throw new Error(`the case has ${text.length} bytes, more than ${mostBytes}`);
  const file = join('media', 'demo.case.json');
  writeFileSync(join(projectFolder, file), text);
  say(`${file}: ${text.length} bytes`);
} finally {
  if (running === undefined) await cluster.down();
}
