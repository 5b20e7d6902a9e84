import type { Ingress, IngressBackend, IngressClass, IngressPath } from './ingress.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import {
  type RawObject,
  readEach,
  readInteger,
  readNonEmptyText,
  readRecord,
  readText,
  readTexts,
  type ReportField,
  within,
} from './readField.ts';
import { hasField } from './readLabelSelector.ts';
import { readLastChange } from './readLastChange.ts';
import { readLoadBalancerIngress } from './readLoadBalancerIngress.ts';
import { maximumPort } from './readProtocol.ts';

/** What named the class before the field did (deprecated since networking.k8s.io/v1, and still written by many charts). */
const classAnnotation = 'kubernetes.io/ingress.class';
const defaultClassAnnotation = 'ingressclass.kubernetes.io/is-default-class';

function readBackend(raw: RawObject, report: ReportField): IngressBackend | undefined {
  if (hasField(raw, 'resource')) {
    const resource = readRecord(raw, 'resource', report);
    const resourceKind = readNonEmptyText(resource, 'kind', within(report, 'resource'));
    const name = readNonEmptyText(resource, 'name', within(report, 'resource'));
    if (resourceKind !== undefined && name !== undefined) return { kind: 'resource', resourceKind, name };
    report('resource', 'a resource needs a kind and a name');
    return undefined;
  }
  const service = readRecord(raw, 'service', report);
  const inService = within(report, 'service');
  const name = readNonEmptyText(service, 'name', inService);
  const port = readRecord(service, 'port', inService);
  const inPort = within(inService, 'port');
  const number = readInteger(port, 'number', 0, maximumPort, inPort);
  // The decoder writes 0 where a name was given.
  const target = number === undefined || number === 0 ? readNonEmptyText(port, 'name', inPort) : number;
  if (name !== undefined && target !== undefined) return { kind: 'service', name, port: target };
  report('', 'a backend needs a Service and its port, or a resource');
  return undefined;
}

function readPath(raw: RawObject, report: ReportField): IngressPath | undefined {
  const path = readNonEmptyText(raw, 'path', report);
  const backend = readBackend(readRecord(raw, 'backend', report), within(report, 'backend'));
  if (backend === undefined) return undefined;
  return {
    ...(path === undefined ? {} : { path }),
    pathType: readNonEmptyText(raw, 'pathType', report) ?? 'ImplementationSpecific',
    backend,
  };
}

/** Reads a networking.k8s.io/v1 Ingress. Never throws. */
export function projectIngress(raw: unknown): Projection<Ingress> {
  return projectObject('ingress', 'namespaced', raw, ({ metadata, spec, status }, report) => {
    const inSpec = within(report, 'spec');
    const annotations = readRecord(metadata.raw, 'annotations', within(report, 'metadata'));
    const className =
      readNonEmptyText(spec, 'ingressClassName', inSpec) ?? readText(annotations, classAnnotation);
    const defaultBackend = hasField(spec, 'defaultBackend')
      ? readBackend(readRecord(spec, 'defaultBackend', inSpec), within(inSpec, 'defaultBackend'))
      : undefined;
    const tls = readEach(spec, 'tls', inSpec, (entry, inEntry) => readTexts(entry, 'hosts', inEntry));
    return {
      namespace: metadata.namespace,
      name: metadata.name,
      uid: metadata.uid,
      labels: metadata.labels,
      ...(className === undefined || className === '' ? {} : { className }),
      ...(defaultBackend === undefined ? {} : { defaultBackend }),
      rules: readEach(spec, 'rules', inSpec, (rule, inRule) => {
        const host = readNonEmptyText(rule, 'host', inRule);
        const http = readRecord(rule, 'http', inRule);
        return {
          ...(host === undefined ? {} : { host }),
          paths: readEach(http, 'paths', within(inRule, 'http'), readPath),
        };
      }),
      tlsHosts: [...new Set(tls.flat())],
      addresses: readEach(
        readRecord(status, 'loadBalancer', within(report, 'status')),
        'ingress',
        within(report, 'status.loadBalancer'),
        readLoadBalancerIngress,
      ),
      ...readLastChange(metadata.raw),
    };
  });
}

/** Reads a networking.k8s.io/v1 IngressClass. Never throws. */
export function projectIngressClass(raw: unknown): Projection<IngressClass> {
  return projectObject('ingressclass', 'cluster', raw, ({ metadata, spec }, report) => {
    const annotations = readRecord(metadata.raw, 'annotations', within(report, 'metadata'));
    return {
      name: metadata.name,
      controller: readText(spec, 'controller', within(report, 'spec')) ?? '',
      isDefault: readText(annotations, defaultClassAnnotation) === 'true',
    };
  });
}
