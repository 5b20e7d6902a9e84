import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleDiagnoses, exampleSnapshot } from '../report/testing/exampleDiagnoses.ts';
import { writeCase } from './writeCase.ts';
import { snapshotToDocument } from './snapshotConversion.ts';
import { readSnapshotInput } from './readSnapshotInput.ts';

const asOf = '2026-01-31T12:00:00.000Z';
const read = (...texts: string[]) =>
  readSnapshotInput(
    texts.map((text, index) => ({ name: `file${index}`, text })),
    { context: 'input', asOf },
  );

const podOf = (namespace: string, name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace, name, uid: name, labels: { app: 'web' } },
  spec: { nodeName: 'n1', containers: [{ name: 'app', image: 'web', ports: [{ containerPort: 8080 }] }] },
  status: {
    phase: 'Running',
    podIPs: [{ ip: '10.244.0.1' }],
    conditions: [{ type: 'Ready', status: 'True' }],
  },
});
const list = (...items: object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 2
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: app, image: web, ports: [{ name: http, containerPort: 8080 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: http }] }
---
# Nothing that a network needs.
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
`;

describe('readSnapshotInput', () => {
  it('reads a snapshot document', () => {
    const { value, errors } = read(JSON.stringify(snapshotToDocument(exampleSnapshot)));
    expect(errors).toEqual([]);
    expect(value).toEqual({ kind: 'snapshot', snapshot: exampleSnapshot });
  });

  it('reads a case file', () => {
    const { question, snapshot, observations } = exampleDiagnoses.reachable;
    const caseFile = writeCase(question, snapshot, observations);
    const { value, errors } = read(JSON.stringify(caseFile));
    expect(errors).toEqual([]);
    expect(value?.kind).toBe('case');
    expect(value?.caseFile).toEqual(caseFile);
    expect(snapshotToDocument(value!.snapshot)).toEqual(caseFile.snapshot);
  });

  it('believes a list of several namespaces for the whole cluster, and only kinds that it holds', () => {
    const { value, errors } = read(list(podOf('shop', 'web-0'), podOf('data', 'db-0')));
    expect(errors).toEqual([]);
    expect(value?.kind).toBe('list');
    expect([...value!.snapshot.namespaces.keys()]).toEqual(['shop', 'data']);
    expect(value!.snapshot.coverage.pods).toMatchObject({ state: 'complete' });
    expect(value!.snapshot.coverage.pods.namespaces).toBeUndefined();
    expect(value!.snapshot.coverage.services.state).toBe('failed');
  });

  it('believes a list of one namespace for that namespace', () => {
    const { value } = read(list(podOf('shop', 'web-0')));
    expect(value!.snapshot.coverage.pods).toMatchObject({ state: 'complete', namespaces: ['shop'] });
  });

  it('reads typed lists, whose items have no kind', () => {
    const { kind: _kind, apiVersion: _version, ...item } = podOf('shop', 'web-0') as Record<string, unknown>;
    const { value } = read(JSON.stringify({ apiVersion: 'v1', kind: 'PodList', items: [item] }));
    expect([...value!.snapshot.namespaces.get('shop')!.pods.keys()]).toEqual(['web-0']);
  });

  it('lets workloads of manifests stand for their pods', () => {
    const { value, errors } = read(deployment);
    expect(errors).toEqual([]);
    expect(value?.kind).toBe('manifests');
    const pods = [...value!.snapshot.namespaces.get('shop')!.pods.values()];
    expect(pods.map(({ name }) => name)).toEqual(['web-0', 'web-1']);
    expect(pods[0]).toMatchObject({
      labels: { app: 'web' },
      phase: 'Running',
      podIPs: [],
      owner: { kind: 'Deployment', name: 'web' },
      conditions: [
        { type: 'ContainersReady', status: 'True' },
        { type: 'Ready', status: 'True' },
      ],
      containers: [{ name: 'app', ready: true, state: { kind: 'running' } }],
    });
    expect(pods[0]!.nodeName).toBeUndefined();
    expect(value!.snapshot.asOf).toBe(asOf);
    expect(value!.snapshot.coverage.pods).toMatchObject({ state: 'complete', namespaces: ['shop'] });
    expect(value!.snapshot.coverage.endpointslices.state).toBe('failed');
    expect(value!.snapshot.coverage.nodes.state).toBe('failed');
  });

  it.each([
    ['apps/v1', 'StatefulSet', { replicas: 3 }, 3],
    ['apps/v1', 'Deployment', { replicas: 0 }, 0],
    ['apps/v1', 'Deployment', { replicas: 1e9 }, 1000],
    ['apps/v1', 'DaemonSet', {}, 1],
    ['batch/v1', 'Job', { parallelism: 2 }, 2],
    ['v1', 'ReplicationController', { replicas: 2 }, 2],
    ['apps.openshift.io/v1', 'DeploymentConfig', { replicas: 2 }, 2],
    ['kubevirt.io/v1', 'VirtualMachine', {}, 1],
    ['kubevirt.io/v1', 'VirtualMachine', { running: false }, 0],
    ['example.com/v1', 'Deployment', { replicas: 2 }, 0],
  ])('counts the pods of a %s %s with %j as %i', (apiVersion, kind, fields, expected) => {
    const spec = {
      ...fields,
      template: { metadata: { labels: {} }, spec: { containers: [{ name: 'a', image: 'b' }] } },
    };
    const marker = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { ports: [{ port: 80 }] },
    };
    const { value } = read(
      JSON.stringify({ apiVersion, kind, metadata: { name: 'w' }, spec }),
      JSON.stringify(marker),
    );
    expect(value!.snapshot.namespaces.get('default')!.pods.size).toBe(expected);
  });

  it('finds the pods of a CronJob two templates deep', () => {
    const template = {
      metadata: { labels: { app: 'night' } },
      spec: { containers: [{ name: 'a', image: 'b' }] },
    };
    const spec = { jobTemplate: { spec: { template } } };
    const { value } = read(
      JSON.stringify({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'night' }, spec }),
    );
    expect(value!.snapshot.namespaces.get('default')!.pods.get('night-0')?.labels).toEqual({ app: 'night' });
  });

  it('names what it cannot read, and no longer calls the resource complete', () => {
    const { value, errors } = read(deployment, 'a: [', 'values: 1', '{{ template }}');
    expect(value!.snapshot.namespaces.get('shop')!.services.size).toBe(1);
    // What could not be read comes first.
    expect(errors.map((error) => error.split(':')[0])).toEqual(['file1', 'file3', 'file2']);
    expect(value!.snapshot.coverage.pods.state).toBe('failed');
    expect(read(deployment, 'values: 1').value!.snapshot.coverage.pods.state).toBe('complete');
    const broken = read(list(podOf('shop', 'web-0'), { apiVersion: 'v1', kind: 'Pod', metadata: {} }));
    expect(broken.value!.snapshot.coverage.pods).toMatchObject({ state: 'failed' });
    expect(broken.errors.length).toBeGreaterThan(0);
  });

  it('refuses other documents by their name', () => {
    expect(read('{"schema":"podpath/map/v1"}').errors).toEqual([
      'file0: podpath/map/v1 is neither a snapshot nor a case file',
    ]);
    expect(read('').errors).toEqual([
      'nothing in it that a network has: no pods, workloads, Services or policies',
    ]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), fc.constantFrom('&a [*a]', '- *x', '!!binary x', '%YAML 9')),
        (text) => {
          expect(read(text).value).toBeUndefined();
        },
      ),
    );
  });
});
