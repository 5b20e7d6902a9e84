import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from './diagnose.ts';
import type { Question, Target } from '../inquiry/question.ts';
import { sliceSnapshot } from './sliceSnapshot.ts';
import { diagnoseScripted } from '../testing/scriptedCluster.ts';
import { simulateNetwork } from '../testing/simulatedNetwork.ts';
import { pod, service, slicesFor, snapshotOf } from '../testing/snapshotBuilder.ts';

const namespaces = ['shop', 'data', 'ops', 'kube-system'];
const names = ['web', 'db', 'api', 'kube-dns'];
const values = ['a', 'b', 'c'];

const pods = fc
  .uniqueArray(
    fc.record({
      namespace: fc.constantFrom(...namespaces),
      name: fc.constantFrom(...names),
      value: fc.constantFrom(...values),
      ready: fc.boolean(),
    }),
    { selector: ({ namespace, name }) => `${namespace}/${name}`, maxLength: 10 },
  )
  .map((rows) =>
    rows.map(({ namespace, name, value, ready }, index) =>
      pod(
        namespace,
        `${name}-0`,
        { app: value },
        {
          podIPs: [`10.244.0.${String(index + 2)}`],
          conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
        },
      ),
    ),
  );

const services = fc
  .uniqueArray(
    fc.record({
      namespace: fc.constantFrom(...namespaces),
      name: fc.constantFrom(...names),
      value: fc.constantFrom(...values),
      kind: fc.constantFrom('cluster', 'headless', 'external'),
    }),
    { selector: ({ namespace, name }) => `${namespace}/${name}`, maxLength: 8 },
  )
  .map((rows) =>
    rows.map(({ namespace, name, value, kind }, index) =>
      kind === 'external'
        ? service(namespace, name, undefined, {
            type: 'ExternalName',
            clusterIPs: [],
            ports: [],
            externalName: 'web.data.svc.cluster.local',
          })
        : service(
            namespace,
            name,
            { app: value },
            {
              headless: kind === 'headless',
              clusterIPs: kind === 'headless' ? [] : [`10.96.0.${String(index + 20)}`],
              labels: name === 'kube-dns' ? { 'k8s-app': 'kube-dns' } : {},
            },
          ),
    ),
  );

const targets: fc.Arbitrary<Target> = fc.oneof(
  fc.record({
    kind: fc.constant('service' as const),
    namespace: fc.constantFrom(...namespaces),
    name: fc.constantFrom(...names),
  }),
  fc.record({
    kind: fc.constant('pod' as const),
    namespace: fc.constantFrom(...namespaces),
    name: fc.constantFrom(...names.map((name) => `${name}-0`)),
  }),
  fc.record({
    kind: fc.constant('name' as const),
    name: fc.constantFrom('web', 'db.data', 'web.data.svc', 'api.nowhere', 'example.com'),
  }),
  fc.record({
    kind: fc.constant('address' as const),
    address: fc.constantFrom('10.96.0.20', '10.96.0.22', '10.244.0.3', '192.0.2.1'),
  }),
);

describe('sliceSnapshot', () => {
  it('keeps everything that the answer depends on', () => {
    fc.assert(
      fc.property(
        pods,
        services,
        targets,
        fc.constantFrom(...namespaces),
        fc.boolean(),
        (allPods, allServices, to, namespace, dnsDown) => {
          const snapshot = snapshotOf({
            pods: allPods,
            services: allServices,
            endpointSlices: allServices.flatMap((own) =>
              own.selector === undefined
                ? []
                : slicesFor(
                    own,
                    allPods.filter(
                      (candidate) =>
                        candidate.namespace === own.namespace &&
                        candidate.labels['app'] === own.selector?.['app'],
                    ),
                  ),
            ),
          });
          const question: Question = {
            from: { kind: 'pod', namespace, name: 'web-0' },
            to,
            port: 80,
            protocol: 'TCP',
          };
          const { diagnosis, observations } = diagnoseScripted(
            question,
            snapshot,
            simulateNetwork(snapshot, { dnsDown }),
          );
          const sliced = diagnose(question, sliceSnapshot(snapshot, question, observations), observations);
          expect(sliced.diagnosis).toEqual(diagnosis);
          expect(sliced.wanted).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
