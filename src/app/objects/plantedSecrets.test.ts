import { describe, expect, it } from 'vitest';
import { diagnose } from '../../core/diagnosis/diagnose.ts';
import { diagnosisDocument } from '../../core/documents/diagnosisDocument.ts';
import { mapDocument } from '../../core/documents/mapDocument.ts';
import { readSnapshotInput } from '../../core/documents/readSnapshotInput.ts';
import { redactSnapshot } from '../../core/documents/redactSnapshot.ts';
import { snapshotToDocument } from '../../core/documents/snapshotConversion.ts';
import { traceDocument } from '../../core/documents/traceDocument.ts';
import { writeCase } from '../../core/documents/writeCase.ts';
import type { Question } from '../../core/inquiry/question.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import type { ObjectReference } from '../../core/model/reference.ts';
import type { Observation } from '../../core/probes/observation.ts';
import { diagnosisReport } from '../../core/report/diagnosisReport.ts';
import { renderMarkdownReport } from '../../core/report/markdownReport.ts';
import { renderMermaidReport } from '../../core/report/mermaidReport.ts';
import { renderTextReport } from '../../core/report/textReport.ts';
import { traceReport } from '../../core/report/traceReport.ts';
import { plantedSecrets } from '../../core/text/testing/plantedSecrets.ts';
import { toJson } from '../../core/text/documentText.ts';
import { buildTopology } from '../../core/topology/buildTopology.ts';
import { flattenTopology } from '../../core/topology/flattenTopology.ts';
import { traceService } from '../../core/trace/traceService.ts';
import type { Cluster } from '../ports.ts';
import { createProbeRunner } from '../runs/probeRunner.ts';
import { recordedCluster } from '../session/recordedCluster.ts';
import { objectYaml } from './objectYaml.ts';

const now = '2026-01-02T03:04:05Z';
type Raw = Readonly<Record<string, unknown>>;

function condition(text: string, type: string): Raw {
  return {
    type,
    status: 'False',
    reason: 'ContainersNotReady',
    message: `failed: ${text}`,
    lastTransitionTime: now,
  };
}

/** Everything of a small cluster with the text in each place where somebody may have left a credential. */
function objectsWith(text: string): readonly Raw[] {
  const annotations = {
    'example.com/note': text,
    'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ env: text }),
    'nginx.ingress.kubernetes.io/configuration-snippet': `proxy_set_header X-Note "a";\n# ${text}`,
    'service.beta.kubernetes.io/note': text,
  };
  const metadata = (name: string, labels: Raw = { app: name }): Raw => ({
    name,
    namespace: 'shop',
    uid: `uid-${name}`,
    labels,
    annotations,
    managedFields: [{ manager: text }],
  });
  const waiting = { waiting: { reason: 'CrashLoopBackOff', message: text } };
  const ended = { terminated: { exitCode: 1, reason: 'Error', message: text } };
  const probe = {
    httpGet: { path: `/healthz/${text}`, port: 8080, httpHeaders: [{ name: 'X-Probe', value: text }] },
  };
  const container = {
    name: 'app',
    image: 'registry.example.com/app:1',
    command: ['/bin/app', text],
    args: ['--listen=127.0.0.1:8080', text, `--connect=127.0.0.1 ${text}`],
    env: [
      { name: 'NOTE', value: text },
      { name: 'LISTEN', value: `127.0.0.1 ${text}` },
    ],
    ports: [{ containerPort: 8080 }],
    readinessProbe: probe,
    livenessProbe: { exec: { command: ['sh', '-c', text] } },
    lifecycle: { postStart: { exec: { command: [text] } } },
  };
  const pod = (name: string, address: string): Raw => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(name),
    spec: {
      nodeName: 'n1',
      containers: [container],
      volumes: [{ name: 'v', csi: { volumeAttributes: { note: text } } }],
    },
    status: {
      phase: 'Running',
      message: text,
      podIP: address,
      podIPs: [{ ip: address }],
      conditions: [condition(text, 'Ready'), condition(text, 'ContainersReady')],
      containerStatuses: [{ name: 'app', ready: false, restartCount: 3, state: waiting, lastState: ended }],
    },
  });
  const template = { metadata: { labels: { app: 'web' }, annotations }, spec: { containers: [container] } };
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop' },
      status: { phase: 'Active', conditions: [condition(text, 'X')] },
    },
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n1', annotations },
      status: { conditions: [condition(text, 'Ready')] },
    },
    pod('client', '10.244.1.4'),
    pod('web', '10.244.1.5'),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata('web'),
      spec: {
        selector: { app: 'web' },
        clusterIP: '10.96.0.9',
        clusterIPs: ['10.96.0.9'],
        ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
      },
      status: { conditions: [condition(text, 'Programmed')] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: metadata('web-1', { 'kubernetes.io/service-name': 'web' }),
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080, protocol: 'TCP' }],
      endpoints: [
        {
          addresses: ['10.244.1.5'],
          conditions: { ready: false },
          targetRef: { kind: 'Pod', namespace: 'shop', name: 'web' },
        },
      ],
    },
    {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'web.1', namespace: 'shop' },
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web', uid: 'uid-web' },
      type: 'Warning',
      reason: 'Unhealthy',
      message: `Readiness probe failed: ${text}`,
      count: 3,
      lastTimestamp: now,
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('web'),
      spec: { selector: { matchLabels: { app: 'web' } }, template },
      status: { conditions: [condition(text, 'Available')] },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata('settings'),
      data: { 'app.conf': text, Corefile: `# ${text}\n.:53 {\n}\n` },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: metadata('web'),
      spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: metadata('web'),
      spec: {
        rules: [
          {
            matches: [{ headers: [{ name: 'X-Note', value: text }] }],
            filters: [
              {
                type: 'RequestHeaderModifier',
                requestHeaderModifier: { set: [{ name: 'X-Note', value: text }] },
              },
            ],
            backendRefs: [{ name: 'web', port: 80 }],
          },
        ],
      },
      status: { parents: [{ conditions: [condition(text, 'Accepted')] }] },
    },
    {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: metadata('web'),
      spec: {
        endpointSelector: {},
        description: text,
        ingress: [
          {
            toPorts: [
              {
                rules: {
                  http: [{ headers: [`X-Note ${text}`], headerMatches: [{ name: 'X-Note', value: text }] }],
                },
              },
            ],
          },
        ],
      },
    },
  ];
}

const plurals: Readonly<Record<string, string>> = {
  Pod: 'pods',
  Service: 'services',
  Node: 'nodes',
  Namespace: 'namespaces',
  EndpointSlice: 'endpointslices',
  Event: 'events',
  Deployment: 'deployments',
  ConfigMap: 'configmaps',
  Ingress: 'ingresses',
  HTTPRoute: 'httproutes',
  CiliumNetworkPolicy: 'ciliumnetworkpolicies',
};

/** A cluster that holds these objects, and whose programs print the text. */
function clusterOf(objects: readonly Raw[], snapshot: ClusterSnapshot, text: string): Cluster {
  return {
    ...recordedCluster(snapshot, []),
    describe: () => ({ context: 'here', server: 'https://x', namespace: 'shop', kind: 'live' }),
    read: (path) => {
      const group = /^\/apis\/([^/]+)$/.exec(path)?.[1];
      if (group !== undefined) {
        const version = group === 'cilium.io' ? 'v2' : 'v1';
        return Promise.resolve({
          kind: 'found',
          body: { preferredVersion: { groupVersion: `${group}/${version}` } },
        });
      }
      const parts = (path.split('?')[0] ?? '').split('/');
      const of = (part: string | undefined): readonly Raw[] =>
        objects.filter(({ kind }) => plurals[String(kind)] === part);
      const [list, name] = [of(parts.at(-1)), parts.at(-1)];
      const one = of(parts.at(-2)).find((object) => (object['metadata'] as Raw)['name'] === name);
      const body = one ?? { kind: `${String(list[0]?.['kind'])}List`, items: list };
      return Promise.resolve({ kind: 'found', body });
    },
    exec: () => Promise.resolve({ kind: 'exited', exitCode: 1, stdout: `${text}\nnext\n`, stderr: text }),
  };
}

const question: Question = {
  from: { kind: 'pod', namespace: 'shop', name: 'client' },
  to: { kind: 'service', namespace: 'shop', name: 'web' },
  port: 80,
  protocol: 'TCP',
};

const opened: readonly ObjectReference[] = [
  { kind: 'namespace', name: 'shop' },
  { kind: 'node', name: 'n1' },
  ...(['pod', 'service', 'deployment', 'ingress', 'httproute', 'ciliumnetworkpolicy'] as const).map(
    (kind): ObjectReference => ({ kind, namespace: 'shop', name: 'web' }),
  ),
  { kind: 'endpointslice', namespace: 'shop', name: 'web-1' },
  { kind: 'configmap', namespace: 'shop', name: 'settings' },
];

/** Asks until nothing more is wanted. */
async function observe(cluster: Cluster, snapshot: ClusterSnapshot): Promise<readonly Observation[]> {
  const runner = createProbeRunner({ cluster, clock: { now: () => now, elapsed: () => 0 } });
  const observations: Observation[] = [];
  for (;;) {
    const { wanted } = diagnose(question, snapshot, observations);
    if (wanted.length === 0) return observations;
    await runner.run(wanted, (observation) => observations.push(observation), new AbortController().signal);
  }
}

/** All that leaves the program about this cluster, by what it is. */
async function outputs(text: string): Promise<Readonly<Record<string, string>>> {
  const objects = objectsWith(text);
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const { value } = readSnapshotInput([{ name: 'list.json', text: list }], { context: 'here', asOf: now });
  const { snapshot } = value!;
  const cluster = clusterOf(objects, snapshot, text);
  const observations = await observe(cluster, snapshot);
  const { diagnosis } = diagnose(question, snapshot, observations);
  const { trace } = traceService({ kind: 'service', namespace: 'shop', name: 'web' }, snapshot, observations);
  const reports = [diagnosisReport(diagnosis), traceReport(trace)];
  const source = { snapshot, now, signal: new AbortController().signal };
  const recorded = recordedCluster(snapshot, []);
  const views = await Promise.all([
    ...opened.map((reference) => objectYaml({ ...source, cluster }, reference)),
    ...opened
      .filter(({ kind }) => kind !== 'deployment' && kind !== 'configmap')
      .map((reference) => objectYaml({ ...source, cluster: recorded }, reference)),
  ]);
  return {
    'case file': toJson(writeCase(question, snapshot, observations)),
    'snapshot document': toJson(redactSnapshot(snapshotToDocument(snapshot))),
    'YAML view': views.join('---\n'),
    Markdown: reports.map(renderMarkdownReport).join('\n'),
    Mermaid: reports.map(renderMermaidReport).join('\n'),
    text: reports.map((report) => renderTextReport(report)).join('\n'),
    JSON: toJson([diagnosisDocument(diagnosis), traceDocument(trace)]),
    map: toJson(mapDocument(snapshot, flattenTopology(buildTopology(snapshot)))),
  };
}

describe('words that are no credential', () => {
  it.each([
    ['case file', /failed: words of nobody/],
    ['snapshot document', /failed: words of nobody/],
    ['YAML view', /failed: words of nobody[^]*# words of nobody/],
    ['Markdown', /words of nobody/],
    ['text', /words of nobody/],
    ['JSON', /words of nobody/],
  ])('are shown in the %s, so that the credentials below would be', async (output, expected) => {
    expect((await outputs('words of nobody'))[output]).toMatch(expected);
  });
});

describe('of 200 credentials in every place none leaves the program', () => {
  it.each(plantedSecrets(5).map((planted, index) => [`${planted.form} ${index % 5}`, planted] as const))(
    '%s',
    async (_name, { text, secrets }) => {
      for (const [output, written] of Object.entries(await outputs(text))) {
        for (const secret of secrets) {
          expect(written.includes(secret), `${output}: ${around(written, secret)}`).toBe(false);
        }
      }
    },
  );
});

function around(text: string, found: string): string {
  const at = text.indexOf(found);
  return at === -1 ? '' : text.slice(Math.max(0, at - 200), at + found.length + 50);
}
