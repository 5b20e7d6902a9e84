import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { openKubernetesCluster } from '../cluster/kubernetesCluster.ts';
import { loadKubeconfig } from '../cluster/loadKubeconfig.ts';
import { describeContexts } from '../cluster/selectTarget.ts';
import { readSnapshotInput } from '../core/documents/readSnapshotInput.ts';
import type { EngineEvents, EngineFunctions, SessionTarget } from '../protocol/engineProtocol.ts';
import { createEngine } from './engine.ts';
import { ConnectionError } from './ports.ts';
import { fileRunLedger } from './privileged/fileRunLedger.ts';
import { recordingOf } from './session/sessionChanges.ts';
import { recordedCluster } from './session/recordedCluster.ts';
import type { OpenedCluster } from './session/sessionKeeper.ts';
import { stateFolder } from './stateFolder.ts';
import { systemClock } from './systemClock.ts';
import { whileWorking } from './whileWorking.ts';

// The worker's composition: the one place in the extension that knows both the engine and how clusters are reached.

const port = parentPort;
if (port === null) throw new Error('The engine runs in a worker thread.');

function kubeconfigSource(paths: readonly string[] | undefined): Parameters<typeof loadKubeconfig>[0] {
  return {
    environment: process.env,
    homeFolder: homedir(),
    ...(paths === undefined ? {} : { paths }),
  };
}

async function openFile(path: string): Promise<OpenedCluster> {
  const name = basename(path);
  const unreadable = (why: string): ConnectionError =>
    new ConnectionError({
      kind: 'failed',
      message: `${name} cannot be opened: ${why}.`,
      advice: 'Open a case file, a snapshot, or a list that kubectl get -o json has written.',
    });
  let text: string;
  let asOf: string;
  try {
    text = await readFile(path, 'utf8');
    asOf = (await stat(path)).mtime.toISOString();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw unreadable(code === 'ENOENT' ? 'there is no such file' : code);
  }
  const { value, errors } = whileWorking(events, { kind: 'file', name }, () =>
    readSnapshotInput([{ name, text }], { context: name, asOf }),
  );
  for (const error of errors.slice(0, 5)) events.log('warn', `${name}: ${error}`);
  if (value === undefined) throw unreadable(errors[0] ?? 'it holds nothing that Podpath knows');
  const { snapshot, caseFile } = value;
  return {
    cluster: recordedCluster(snapshot, caseFile?.observations ?? [], name),
    ...(caseFile === undefined ? {} : { observations: caseFile.observations, question: caseFile.question }),
    recording: recordingOf(snapshot.asOf, caseFile?.changes),
  };
}

async function openCluster(target: SessionTarget): Promise<OpenedCluster> {
  if (target.kind === 'file') return openFile(target.path);
  const source = kubeconfigSource(target.paths);
  const cluster = await whileReading(() => openKubernetesCluster(source, systemClock, target.context));
  return { cluster };
}

/** A kubeconfig is a text of somebody else, too. */
async function whileReading<Result>(read: () => Promise<Result>): Promise<Result> {
  events.working({ kind: 'file', name: 'the kubeconfig' });
  try {
    return await read();
  } finally {
    events.working();
  }
}

const rpc = createBirpc<EngineEvents, Partial<EngineFunctions>>(
  {},
  {
    // The engine needs the events, which the channel gives: so its functions are looked up when they are called.
    resolver: (name) => functions.get(name),
    post: (message: unknown) => {
      port.postMessage(message);
    },
    on: (receive) => {
      port.on('message', receive);
    },
    // A user may think as long as a dialog is open.
    timeout: -1,
    // Nobody waits for an answer to these.
    eventNames: [
      'sessionChanged',
      'treeChanged',
      'diagnosisProgress',
      'traceProgress',
      'map',
      'manifestDiagnostics',
      'commandRun',
      'consentWithdrawn',
      'working',
      'log',
    ],
  },
);
const events: EngineEvents = rpc;

const engine = createEngine({
  openCluster,
  listContexts: async (paths) =>
    describeContexts(await whileReading(() => loadKubeconfig(kubeconfigSource(paths)))),
  clock: systemClock,
  ledger: fileRunLedger(stateFolder(process.env, homedir(), process.platform), systemClock),
  events,
});

/** Everything that may be called from outside; the compiler sees that none is missing. */
const called: Readonly<Record<keyof EngineFunctions, true>> = {
  ping: true,
  openSession: true,
  closeSession: true,
  listContexts: true,
  treeChildren: true,
  listEnds: true,
  diagnose: true,
  trace: true,
  continueDiagnosis: true,
  designPolicies: true,
  whoCanReach: true,
  recentChanges: true,
  observationText: true,
  runLookCommand: true,
  cancel: true,
  caseFile: true,
  exportReport: true,
  openMap: true,
  filterMap: true,
  closeMap: true,
  mapDrawn: true,
  mapDetails: true,
  exportMap: true,
  mermaidAround: true,
  objectYaml: true,
  rawObservation: true,
  shutDown: true,
  showManifest: true,
  closeManifest: true,
  setManifestCompanions: true,
  hoverManifest: true,
  servicesInManifest: true,
};
const names = Object.keys(called) as (keyof EngineFunctions)[];
const functions = new Map<string, (...values: never[]) => unknown>(
  names.map((name) => [name, engine[name].bind(engine)]),
);
