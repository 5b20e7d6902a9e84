import * as v from 'valibot';
import type { Diagnosis } from '../core/diagnosis/diagnosis.ts';
import type { Evidence, Finding, Remediation } from '../core/finding/finding.ts';
import type { Path, Segment } from '../core/finding/hop.ts';
import type { Question } from '../core/inquiry/question.ts';
import type { ManifestHover } from '../core/manifest/hoverText.ts';
import type { ManifestDiagnostic, ManifestFix } from '../core/manifest/manifestDiagnostic.ts';
import type { ManifestEdit } from '../core/manifest/manifestEdit.ts';
import { permissions } from '../core/probes/observation.ts';
import type { ServiceTrace, TracedPort } from '../core/trace/serviceTrace.ts';
import type { EndChoice, EngineEvents, EngineFunctions, SessionState } from './engineProtocol.ts';
import type { MapDetails, MapMessage } from './mapProtocol.ts';
import { index, reference } from './messageShapes.ts';
import type { TreeNode } from './treeProtocol.ts';

// What the engine's thread says is checked before the extension acts on it: the engine reads hostile text all day long. What the
// extension uses itself is checked field by field; what it only hands on to a page, which escapes whatever it shows, is checked
// down to the lists.

/** Checks some fields of a type, and no others. To name one that the type does not have is an error of the compiler. */
const shape = <Type extends object>(fields: { readonly [Field in keyof Type]?: v.GenericSchema }) =>
  v.looseObject(fields as v.ObjectEntries) as unknown as v.GenericSchema<unknown, Type>;

const string = v.string();
const strings = v.array(string);
const optionalString = v.exactOptional(string);
const list = v.array(v.looseObject({}));
const nothing = v.undefined();

const problem = v.object({
  kind: v.picklist([
    'no-kubeconfig',
    'bad-kubeconfig',
    'unreachable',
    'tls',
    'unauthorized',
    'forbidden',
    'failed',
  ]),
  message: string,
  advice: string,
});

const question = shape<Question>({
  from: v.looseObject({ kind: v.picklist(['pod', 'node', 'address']) }),
  to: v.looseObject({ kind: v.picklist(['service', 'pod', 'name', 'address']) }),
  protocol: v.picklist(['TCP', 'UDP', 'SCTP']),
});

const sessionState = shape<SessionState>({
  epoch: index,
  phase: v.picklist(['closed', 'connecting', 'live', 'recorded', 'failed']),
  cluster: v.exactOptional(
    v.object({ context: string, server: string, namespace: string, kind: v.picklist(['live', 'recorded']) }),
  ),
  problem: v.exactOptional(problem),
  coverage: v.exactOptional(v.record(string, v.looseObject({ state: string }))),
  question: v.exactOptional(question),
  asOf: optionalString,
  counts: v.exactOptional(v.object({ namespaces: index, services: index, pods: index, problems: index })),
});

/** What a report offers to copy and to run is in here. */
const finding = shape<Finding>({
  code: string,
  title: string,
  summary: string,
  severity: v.picklist(['error', 'warning', 'info']),
  certainty: v.picklist(['proven', 'likely']),
  hop: string,
  objects: v.array(reference),
  causedBy: strings,
  evidence: v.array(
    shape<Evidence>({
      source: v.picklist(['api', 'probe']),
      vantage: string,
      command: string,
      excerpt: string,
      observation: optionalString,
    }),
  ),
  remediation: shape<Remediation>({ text: string, commands: strings }),
});

const diagnosis = shape<Diagnosis>({
  question,
  asOf: string,
  verdict: v.picklist(['reachable', 'degraded', 'broken', 'unknown']),
  headline: string,
  paths: v.array(shape<Path>({ segments: v.array(shape<Segment>({ hops: list })) })),
  findings: v.array(finding),
  ruledOut: list,
  unverified: v.array(v.looseObject({ reason: string })),
  probes: list,
});

const trace = shape<ServiceTrace>({
  service: reference,
  asOf: string,
  status: v.picklist(['ok', 'warning', 'broken', 'unknown']),
  headline: string,
  ports: v.array(shape<TracedPort>({ slices: list })),
  findings: v.array(finding),
});

const treeNode = shape<TreeNode>({
  id: string,
  kind: v.picklist(['namespace', 'service', 'ingress', 'gateway', 'route', 'port', 'endpoint', 'message']),
  label: string,
  description: string,
  tooltip: string,
  state: v.picklist(['ok', 'warning', 'error', 'unknown', 'inactive']),
  hasChildren: v.boolean(),
  reference: v.exactOptional(reference),
  port: v.exactOptional(v.number()),
});

const endChoice = shape<EndChoice>({
  reference,
  detail: string,
  node: optionalString,
  ports: v.array(
    v.looseObject({ label: string, port: v.number(), protocol: v.picklist(['TCP', 'UDP', 'SCTP']) }),
  ),
});

const range = { start: index, end: index };

const manifestEdit = shape<ManifestEdit>({ ...range, newText: string });

const manifestDiagnostic = shape<ManifestDiagnostic>({
  ...range,
  severity: v.picklist(['error', 'warning', 'information']),
  code: string,
  message: string,
  fixes: v.array(shape<ManifestFix>({ title: string, edits: v.array(manifestEdit) })),
});

const manifestHover = shape<ManifestHover>({
  range: v.looseObject(range),
  lines: strings,
  actions: v.array(
    v.variant('kind', [
      v.object({ kind: v.literal('trace'), service: reference }),
      v.object({ kind: v.literal('show-on-map'), reference }),
    ]),
  ),
});

const consentRequest = v.object({
  permission: v.picklist(permissions),
  title: string,
  details: strings,
  purposes: strings,
  request: string,
  manifest: string,
});

const activity = v.variant('kind', [
  v.object({ kind: v.literal('text'), uri: string }),
  v.object({ kind: v.literal('run'), id: string }),
  v.object({ kind: v.literal('file'), name: string }),
]);

const results: Readonly<Record<keyof EngineFunctions, v.GenericSchema>> = {
  ping: nothing,
  openSession: sessionState,
  closeSession: nothing,
  listContexts: v.looseObject({
    current: optionalString,
    contexts: v.array(v.looseObject({ name: string, cluster: string, namespace: optionalString })),
  }),
  treeChildren: v.array(treeNode),
  listEnds: v.array(endChoice),
  diagnose: diagnosis,
  trace,
  continueDiagnosis: diagnosis,
  runLookCommand: v.object({ headline: string, text: string }),
  observationText: v.optional(string),
  whoCanReach: v.optional(string),
  recentChanges: string,
  designPolicies: v.object({ before: string, after: string, proposed: string, warnings: strings }),
  cancel: nothing,
  caseFile: string,
  exportReport: string,
  openMap: nothing,
  filterMap: nothing,
  closeMap: nothing,
  mapDetails: v.optional(shape<MapDetails>({ id: string, facts: list, history: list })),
  exportMap: string,
  mermaidAround: v.optional(string),
  objectYaml: string,
  mapDrawn: nothing,
  rawObservation: v.optional(
    v.object({ command: string, vantage: string, stdout: string, stderr: string, outcome: string }),
  ),
  shutDown: nothing,
  showManifest: nothing,
  closeManifest: nothing,
  setManifestCompanions: nothing,
  hoverManifest: v.optional(manifestHover),
  servicesInManifest: v.array(reference),
};

const events: Readonly<Record<keyof EngineEvents, v.GenericSchema>> = {
  sessionChanged: v.strictTuple([sessionState]),
  treeChanged: v.strictTuple([v.array(v.optional(string))]),
  diagnosisProgress: v.strictTuple([string, diagnosis]),
  traceProgress: v.strictTuple([string, trace]),
  map: v.strictTuple([
    shape<MapMessage>({
      epoch: index,
      sequence: index,
      status: v.looseObject({ context: string }),
      whole: v.boolean(),
      marks: v.array(v.looseObject({ id: string })),
      edges: v.array(v.looseObject({ id: string })),
      removedMarks: strings,
      removedEdges: strings,
    }),
  ]),
  consent: v.strictTuple([string, consentRequest]),
  consentWithdrawn: v.strictTuple([string]),
  manifestDiagnostics: v.strictTuple([string, v.number(), v.array(manifestDiagnostic)]),
  commandRun: v.strictTuple([string]),
  working: v.union([v.strictTuple([]), v.strictTuple([v.optional(activity)])]),
  log: v.strictTuple([v.picklist(['info', 'warn']), string]),
};

/** Whether the engine has an event of this name with these values. */
export function isEngineEvent(name: string, values: readonly unknown[]): name is keyof EngineEvents {
  return Object.hasOwn(events, name) && v.is(events[name as keyof EngineEvents], values);
}

/** Whether the function of this name can give this value. */
export function isEngineResult(name: string, value: unknown): name is keyof EngineFunctions {
  return Object.hasOwn(results, name) && v.is(results[name as keyof EngineFunctions], value);
}

const envelope = v.variant('t', [
  v.object({
    t: v.literal('q'),
    m: string,
    a: v.array(v.unknown()),
    i: v.optional(string),
  }),
  v.object({ t: v.literal('s'), i: string, r: v.optional(v.unknown()), e: v.optional(v.unknown()) }),
]);

/** A message of birpc, which carries calls (`q`) and their answers (`s`). */
export type Envelope = v.InferOutput<typeof envelope>;

/** Reads the envelope of a message; `undefined` when it is none. */
export function readEnvelope(message: unknown): Envelope | undefined {
  const { success, output } = v.safeParse(envelope, message);
  return success ? output : undefined;
}
