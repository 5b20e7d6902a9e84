import { hoverManifest } from '../../src/core/manifest/hoverManifest.ts';
import type { ManifestContext } from '../../src/core/manifest/manifestContext.ts';
import { parseManifest } from '../../src/core/manifest/parseManifest.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { measureRuns, medianOf, quantileOf } from './measure.ts';
import { policyFixture } from './policyFixture.ts';

const wantedLines = 10_000;
const scale = { pods: 20_000, namespaces: 500, policies: 1_000 };

/** A Deployment and its Service, as charts write them. */
function documentsOf(index: number, namespace: string): string {
  return `---
apiVersion: v1
kind: Service
metadata:
  name: web-${index}
  namespace: ${namespace}
spec:
  selector:
    app: web
    app.kubernetes.io/instance: web-${index}
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-${index}
  namespace: ${namespace}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
      app.kubernetes.io/instance: web-${index}
  template:
    metadata:
      labels:
        app: web
        app.kubernetes.io/instance: web-${index}
    spec:
      containers:
        - name: web
          image: registry/web:1
          ports:
            - name: http
              containerPort: 8080
`;
}

function longText(namespaces: readonly string[]): string {
  let text = '';
  for (let index = 0; text.split('\n').length < wantedLines; index += 10) {
    // Splitting is costly, so ten at a time.
    for (let next = index; next < index + 10; next++)
      text += documentsOf(next, namespaces[next % namespaces.length] ?? 'default');
  }
  return text;
}

/** Hovers in a long manifest. */
export const manifestBenchmark: Benchmark = {
  id: 'manifest',
  title: 'Manifests',
  definition: [
    `A YAML file of ${wantedLines.toLocaleString('en')} lines: Services and Deployments by turns, in the namespaces of the large made-up cluster of the policy figures.`,
    'A hover is asked on the selector of each Service in turn, once the file is parsed; the first of them, which indexes the cluster, is among them.',
    'A re-parse follows an edit of one document and reuses what was parsed of the others.',
  ],
  run: (progress) => {
    progress('hovers in a long manifest');
    const snapshot = policyFixture(scale);
    const text = longText([...snapshot.namespaces.keys()]);
    const parsed = parseManifest(text);
    const context: ManifestContext = {
      snapshot,
      defaultNamespace: 'default',
      authored: parsed.objects.map(({ object }) => object),
      workloads: () => [],
    };
    const offsets = [...text.matchAll(/\n {2}selector:\n {4}app/g)].map(
      ({ index }) => index + '\n  sel'.length,
    );
    let found = 0;
    const hovers = offsets.map((offset) => {
      const [time = Number.NaN] = measureRuns(
        1,
        () => offset,
        (at) => (found += hoverManifest(parsed, at, context) === undefined ? 0 : 1),
      );
      return time;
    });
    if (found !== offsets.length) throw new Error(`${offsets.length - found} selectors have no hover`);
    const whole = measureRuns(
      5,
      () => text,
      (source) => parseManifest(source),
    );
    const edits = measureRuns(
      20,
      () => text.replace('replicas: 3', 'replicas: 4'),
      (edited) => parseManifest(edited, parsed.pieces),
    );
    const figures: readonly Figure[] = [
      {
        title: `hover in ${wantedLines.toLocaleString('en')} lines, 95th percentile of ${offsets.length}`,
        value: quantileOf(hovers, 0.95),
        unit: 'ms',
        limit: { atMost: 5 },
      },
      { title: 'parse the file', value: medianOf(whole), unit: 'ms' },
      { title: 're-parse after an edit', value: medianOf(edits), unit: 'ms' },
      {
        title: 'parse / re-parse',
        value: medianOf(whole) / medianOf(edits),
        unit: '×',
        limit: { atLeast: 5 },
      },
    ];
    return Promise.resolve(figures);
  },
};
