import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshotShape } from '../documents/snapshotShape.ts';
import { projectGateway, projectGatewayClass } from './projectGateway.ts';
import { projectGatewayRoute } from './projectGatewayRoute.ts';
import { projectIngress, projectIngressClass } from './projectIngress.ts';
import { routingKinds } from './routingKinds.ts';

const metadata = { name: 'shop', namespace: 'web', uid: 'u1', labels: { team: 'a' } };
const base = { name: 'shop', namespace: 'web', uid: 'u1', labels: { team: 'a' } };

describe('projectIngress', () => {
  const toWeb = { service: { name: 'web', port: { number: 80 } } };

  it('reads hosts, paths, TLS, the class and the addresses', () => {
    const { value, errors } = projectIngress({
      metadata: {
        ...metadata,
        managedFields: [
          { manager: 'helm', operation: 'Update', time: '2026-01-02T00:00:00Z', fieldsV1: {} },
          { manager: 'kubectl', operation: 'Apply', time: '2026-01-01T00:00:00Z' },
          { manager: 'traefik', operation: 'Update', time: '2026-01-03T00:00:00Z', subresource: 'status' },
        ],
      },
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: ['a.example.com', 'b.example.com'] }, { hosts: ['a.example.com'] }],
        rules: [
          {
            host: 'a.example.com',
            http: {
              paths: [
                { path: '/', pathType: 'Prefix', backend: toWeb },
                {
                  path: '/static',
                  pathType: 'Exact',
                  backend: { resource: { apiGroup: 'x', kind: 'Bucket', name: 'b' } },
                },
                { pathType: 'Prefix', backend: { service: { name: 'api', port: { name: 'http' } } } },
              ],
            },
          },
          { http: { paths: [] } },
        ],
      },
      status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } },
    });
    expect(errors).toEqual([]);
    expect(value).toEqual({
      ...base,
      className: 'nginx',
      rules: [
        {
          host: 'a.example.com',
          paths: [
            { path: '/', pathType: 'Prefix', backend: { kind: 'service', name: 'web', port: 80 } },
            {
              path: '/static',
              pathType: 'Exact',
              backend: { kind: 'resource', resourceKind: 'Bucket', name: 'b' },
            },
            { pathType: 'Prefix', backend: { kind: 'service', name: 'api', port: 'http' } },
          ],
        },
        { paths: [] },
      ],
      tlsHosts: ['a.example.com', 'b.example.com'],
      addresses: [{ ip: '192.0.2.1' }],
      lastChange: { manager: 'helm', time: '2026-01-02T00:00:00Z', operation: 'Update' },
    });
  });

  it('finds the class in the annotation, and names a backend that is none', () => {
    const { value, errors } = projectIngress({
      metadata: { ...metadata, annotations: { 'kubernetes.io/ingress.class': 'old' } },
      spec: { defaultBackend: toWeb, rules: [{ http: { paths: [{ path: '/', backend: {} }] } }] },
    });
    expect(value).toMatchObject({
      className: 'old',
      defaultBackend: { kind: 'service', name: 'web', port: 80 },
      rules: [{ paths: [] }],
    });
    expect(errors).toEqual([
      'web/ingress/shop: spec.rules[0].http.paths[0].backend: a backend needs a Service and its port, or a resource',
    ]);
  });

  it('knows the default class', () => {
    const annotations = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
    expect(
      projectIngressClass({ metadata: { name: 'nginx', annotations }, spec: { controller: 'k8s.io/nginx' } }),
    ).toEqual({ value: { name: 'nginx', controller: 'k8s.io/nginx', isDefault: true }, errors: [] });
  });
});

describe('Gateway API', () => {
  it('reads listeners with what they let in and what is said of each', () => {
    const programmed = { type: 'Programmed', status: 'True' };
    const { value, errors } = projectGateway({
      metadata,
      spec: {
        gatewayClassName: 'web',
        listeners: [
          { name: 'http', port: 80, protocol: 'HTTP' },
          {
            name: 'tls',
            port: 443,
            protocol: 'HTTPS',
            hostname: '*.example.com',
            allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { expose: 'yes' } } } },
          },
        ],
      },
      status: {
        addresses: [{ type: 'IPAddress', value: '192.0.2.2' }],
        conditions: [programmed],
        listeners: [
          { name: 'tls', conditions: [{ type: 'ResolvedRefs', status: 'False', reason: 'NoSecret' }] },
        ],
      },
    });
    expect(errors).toEqual([]);
    expect(value).toEqual({
      ...base,
      className: 'web',
      listeners: [
        { name: 'http', port: 80, protocol: 'HTTP', routesFrom: 'Same', conditions: [] },
        {
          name: 'tls',
          port: 443,
          protocol: 'HTTPS',
          hostname: '*.example.com',
          routesFrom: 'Selector',
          routeNamespaces: { matchLabels: { expose: 'yes' }, matchExpressions: [] },
          conditions: [{ type: 'ResolvedRefs', status: 'False', reason: 'NoSecret' }],
        },
      ],
      addresses: ['192.0.2.2'],
      conditions: [programmed],
    });
  });

  it('leaves out a listener that lets in nobody knows whom', () => {
    const listener = {
      name: 'http',
      port: 80,
      protocol: 'HTTP',
      allowedRoutes: { namespaces: { from: 'Some' } },
    };
    const { value, errors } = projectGateway({ metadata, spec: { listeners: [listener] } });
    expect(value?.listeners).toEqual([]);
    expect(errors).toHaveLength(1);
  });

  it('reads the parents of a route with what their controllers say, and each backend once', () => {
    const accepted = { type: 'Accepted', status: 'False', reason: 'NotAllowedByListeners' };
    const { value, errors } = projectGatewayRoute('HTTPRoute', {
      metadata,
      spec: {
        hostnames: ['shop.example.com'],
        parentRefs: [
          { name: 'edge', namespace: 'infra', sectionName: 'http' },
          { group: '', kind: 'Service', name: 'web', port: 80 },
        ],
        rules: [
          {
            backendRefs: [
              { name: 'web', port: 80, weight: 0 },
              { name: 'api', namespace: 'api', port: 8080 },
            ],
          },
          { backendRefs: [{ name: 'web', port: 80, weight: 5 }] },
        ],
      },
      status: {
        parents: [
          {
            parentRef: { kind: 'Gateway', name: 'edge', namespace: 'infra', sectionName: 'http' },
            controllerName: 'example.com/web',
            conditions: [accepted],
          },
        ],
      },
    });
    expect(errors).toEqual([]);
    expect(value).toEqual({
      ...base,
      kind: 'HTTPRoute',
      hostnames: ['shop.example.com'],
      parents: [
        { kind: 'Gateway', namespace: 'infra', name: 'edge', sectionName: 'http', conditions: [accepted] },
        { kind: 'Service', namespace: 'web', name: 'web', port: 80, conditions: [] },
      ],
      backends: [
        { kind: 'Service', namespace: 'web', name: 'web', port: 80, weight: 5 },
        { kind: 'Service', namespace: 'api', name: 'api', port: 8080, weight: 1 },
      ],
    });
  });

  it('reads a class', () => {
    expect(projectGatewayClass({ metadata: { name: 'web' }, spec: { controllerName: 'c' } }).value).toEqual({
      name: 'web',
      controller: 'c',
      conditions: [],
    });
  });
});

describe.each(routingKinds)('$kind', ({ project, resource }) => {
  const anyText = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'web', '\u001b[31m', 'Warning', 'Pod'));
  const fields = [
    'rules',
    'http',
    'paths',
    'backend',
    'service',
    'port',
    'name',
    'kind',
    'namespace',
    'parentRefs',
    'backendRefs',
    'listeners',
    'allowedRoutes',
    'namespaces',
    'selector',
    'parents',
    'parentRef',
    'conditions',
    'weight',
    'loadBalancer',
    'ingress',
  ];
  const { anyValue } = fc.letrec((tie) => ({
    anyValue: fc.oneof(
      { maxDepth: 6 },
      anyText,
      fc.integer(),
      fc.constantFrom(null, true, undefined),
      fc.array(tie('anyValue'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...fields), tie('anyValue'), { maxKeys: 5 }),
    ),
  }));

  it('never throws, and gives what a document can hold or says why not', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (spec, status, more) => {
        const raw = {
          metadata: {
            name: 'a',
            namespace: 'b',
            ownerReferences: more,
            managedFields: more,
            annotations: more,
          },
          type: 'Warning',
          involvedObject: { kind: 'Pod', name: 'p' },
          lastTimestamp: '2026-01-01T00:00:00Z',
          series: more,
          spec,
          status,
        };
        const { value, errors } = project(raw);
        expect(errors.every((error) => typeof error === 'string')).toBe(true);
        if (value === undefined) return;
        const list = {
          ingresses: 'ingresses',
          ingressclasses: 'ingressClasses',
          gatewayclasses: 'gatewayClasses',
          gateways: 'gateways',
          replicasets: 'workloadOwners',
          jobs: 'workloadOwners',
          events: 'networkEvents',
        }[resource as string];
        const documentErrors: string[] = [];
        const complete = { state: 'complete' };
        snapshotShape.read(
          {
            schema: 'podpath/snapshot/v1',
            asOf: '2026-01-01T00:00:00Z',
            context: '',
            coverage: {
              namespaces: complete,
              nodes: complete,
              pods: complete,
              services: complete,
              endpointslices: complete,
              networkpolicies: complete,
            },
            namespaces: [],
            nodes: [],
            pods: [],
            services: [],
            endpointSlices: [],
            networkPolicies: [],
            [list ?? 'gatewayRoutes']: [JSON.parse(JSON.stringify(value))],
          },
          '$',
          documentErrors,
        );
        expect(documentErrors).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        project(raw);
      }),
    );
  });
});
