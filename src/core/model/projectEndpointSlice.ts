import { readAddressTexts } from './readAddress.ts';
import type { Endpoint, EndpointPort, EndpointSlice } from './clusterSnapshot.ts';
import { labelValue } from './labels.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import {
  countingReport,
  type RawObject,
  readBoolean,
  readChoice,
  readEach,
  readInteger,
  readNonEmptyText,
  readRecord,
  readText,
  type ReportField,
  within,
} from './readField.ts';
import { readLastChange } from './readLastChange.ts';
import { maximumPort, readProtocol } from './readProtocol.ts';

function readPort(raw: RawObject, report: ReportField): EndpointPort | undefined {
  const counting = countingReport(report);
  const port = readInteger(raw, 'port', 0, maximumPort, counting.report);
  const protocol = readProtocol(raw, report);
  if (counting.count() > 0 || protocol === undefined) return undefined;
  return { name: readText(raw, 'name', report) ?? '', ...(port === undefined ? {} : { port }), protocol };
}

function readTargetPod(raw: RawObject, sliceNamespace: string, report: ReportField): Endpoint['targetPod'] {
  const target = readRecord(raw, 'targetRef', report);
  if (readText(target, 'kind', report) !== 'Pod') return undefined;
  const name = readNonEmptyText(target, 'name', report);
  const namespace = readNonEmptyText(target, 'namespace', report) ?? sliceNamespace;
  return name === undefined ? undefined : { namespace, name };
}

function readEndpoint(raw: RawObject, sliceNamespace: string, report: ReportField): Endpoint | undefined {
  const addresses = readAddressTexts(raw, 'addresses', report);
  if (addresses.length === 0) {
    report('addresses', 'an endpoint needs an address');
    return undefined;
  }
  const conditions = readRecord(raw, 'conditions', report);
  const inConditions = within(report, 'conditions');
  const ready = readBoolean(conditions, 'ready', inConditions) ?? true;
  const targetPod = readTargetPod(raw, sliceNamespace, report);
  const hostname = readNonEmptyText(raw, 'hostname', report);
  const nodeName = readNonEmptyText(raw, 'nodeName', report);
  const zone = readNonEmptyText(raw, 'zone', report);
  return {
    addresses,
    ready,
    serving: readBoolean(conditions, 'serving', inConditions) ?? ready,
    terminating: readBoolean(conditions, 'terminating', inConditions) ?? false,
    ...(targetPod === undefined ? {} : { targetPod }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(zone === undefined ? {} : { zone }),
    hintedZones: readEach(
      readRecord(raw, 'hints', report),
      'forZones',
      within(report, 'hints'),
      (hint, inHint) => readNonEmptyText(hint, 'name', inHint),
    ),
  };
}

/** Reads a discovery.k8s.io/v1 EndpointSlice. Never throws. Its fields stand beside metadata: it has no spec. */
export function projectEndpointSlice(raw: unknown): Projection<EndpointSlice> {
  return projectObject('endpointslice', 'namespaced', raw, ({ metadata, raw: slice }, report) => {
    const addressType = readChoice(slice, 'addressType', ['IPv4', 'IPv6', 'FQDN'], report);
    if (addressType === undefined) {
      report('addressType', 'missing');
      return undefined;
    }
    const serviceName = labelValue(metadata.labels, 'kubernetes.io/service-name');
    const managedBy = labelValue(metadata.labels, 'endpointslice.kubernetes.io/managed-by');
    return {
      namespace: metadata.namespace,
      name: metadata.name,
      uid: metadata.uid,
      labels: metadata.labels,
      ...(serviceName === undefined ? {} : { serviceName }),
      ...(managedBy === undefined ? {} : { managedBy }),
      addressType,
      ports: readEach(slice, 'ports', report, readPort),
      endpoints: readEach(slice, 'endpoints', report, (endpoint, inEndpoint) =>
        readEndpoint(endpoint, metadata.namespace, inEndpoint),
      ),
      ...readLastChange(metadata.raw),
    };
  });
}
