import { normalAddress } from '../address/normalAddress.ts';
import { readAddressTexts } from './readAddress.ts';
import type { Service, ServicePort } from './clusterSnapshot.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import {
  countingReport,
  type RawObject,
  readBoolean,
  readChoice,
  readEach,
  readInteger,
  readLabels,
  readNonEmptyText,
  readRecord,
  readTexts,
  type ReportField,
  within,
} from './readField.ts';
import { readLastChange } from './readLastChange.ts';
import { readLoadBalancerIngress } from './readLoadBalancerIngress.ts';
import { maximumPort, readProtocol } from './readProtocol.ts';

const ipFamilies = ['IPv4', 'IPv6'] as const;

/** A number, or the name of a container port; absent, 0 and '' mean the Service's own port (core/v1 ServicePort). */
function readTargetPort(raw: RawObject, port: number, report: ReportField): number | string | undefined {
  if (typeof raw['targetPort'] === 'string') return raw['targetPort'] === '' ? port : raw['targetPort'];
  const counting = countingReport(report);
  const number = readInteger(raw, 'targetPort', 0, maximumPort, counting.report);
  if (counting.count() > 0) return undefined;
  return number === undefined || number === 0 ? port : number;
}

function readPort(raw: RawObject, report: ReportField): ServicePort | undefined {
  const port = readInteger(raw, 'port', 1, maximumPort, report);
  if (port === undefined) {
    report('', 'a port needs a port number');
    return undefined;
  }
  const protocol = readProtocol(raw, report);
  const targetPort = readTargetPort(raw, port, report);
  if (protocol === undefined || targetPort === undefined) return undefined;
  const name = readNonEmptyText(raw, 'name', report);
  const nodePort = readInteger(raw, 'nodePort', 0, maximumPort, report);
  const appProtocol = readNonEmptyText(raw, 'appProtocol', report);
  return {
    ...(name === undefined ? {} : { name }),
    protocol,
    port,
    targetPort,
    ...(nodePort === undefined || nodePort === 0 ? {} : { nodePort }),
    ...(appProtocol === undefined ? {} : { appProtocol }),
  };
}

function readIpFamilies(spec: RawObject, report: ReportField): readonly ('IPv4' | 'IPv6')[] {
  return readTexts(spec, 'ipFamilies', report).flatMap((text) => {
    const family = ipFamilies.find((candidate) => candidate === text);
    if (family === undefined)
      report('ipFamilies', `expected IPv4 or IPv6, found ${JSON.stringify(text).slice(0, 60)}`);
    return family === undefined ? [] : [family];
  });
}

/** Reads a v1 Service. Never throws. With an unreadable type or selector there is no value: it would route elsewhere. */
export function projectService(raw: unknown): Projection<Service> {
  return projectObject('service', 'namespaced', raw, ({ metadata, spec, status, problemCount }, report) => {
    const inSpec = within(report, 'spec');
    const type = readChoice(spec, 'type', ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'], inSpec);
    const selector = readLabels(spec, 'selector', inSpec);
    const clusterIP = readNonEmptyText(spec, 'clusterIP', inSpec);
    const listed = readTexts(spec, 'clusterIPs', inSpec);
    if (problemCount() > 0) return undefined;
    const allIPs = listed.length === 0 && clusterIP !== undefined ? [clusterIP] : listed;
    const externalName = readNonEmptyText(spec, 'externalName', inSpec);
    const externalTrafficPolicy = readChoice(spec, 'externalTrafficPolicy', ['Cluster', 'Local'], inSpec);
    return {
      namespace: metadata.namespace,
      name: metadata.name,
      uid: metadata.uid,
      labels: metadata.labels,
      type: type ?? 'ClusterIP',
      clusterIPs:
        type === 'ExternalName'
          ? []
          : allIPs.filter((address) => address !== 'None' && address !== '').map(normalAddress),
      headless: allIPs.includes('None'),
      ipFamilies: readIpFamilies(spec, inSpec),
      ports: readEach(spec, 'ports', inSpec, readPort),
      // The endpoints controller treats an empty selector like none (the API does not even store it).
      ...(Object.keys(selector).length === 0 ? {} : { selector }),
      ...(externalName === undefined ? {} : { externalName }),
      externalIPs: readAddressTexts(spec, 'externalIPs', inSpec),
      loadBalancerIngress: readEach(
        readRecord(status, 'loadBalancer', within(report, 'status')),
        'ingress',
        within(report, 'status.loadBalancer'),
        readLoadBalancerIngress,
      ),
      loadBalancerSourceRanges: readTexts(spec, 'loadBalancerSourceRanges', inSpec),
      internalTrafficPolicy:
        readChoice(spec, 'internalTrafficPolicy', ['Cluster', 'Local'], inSpec) ?? 'Cluster',
      ...(externalTrafficPolicy === undefined ? {} : { externalTrafficPolicy }),
      sessionAffinity: readChoice(spec, 'sessionAffinity', ['None', 'ClientIP'], inSpec) ?? 'None',
      publishNotReadyAddresses: readBoolean(spec, 'publishNotReadyAddresses', inSpec) ?? false,
      ...readLastChange(metadata.raw),
    };
  });
}
