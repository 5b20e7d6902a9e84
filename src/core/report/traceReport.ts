import type { ServiceTrace, TracedEndpoint, TracedPort, TracedSlice } from '../trace/serviceTrace.ts';
import { formatReference } from '../model/reference.ts';
import type { Report, ReportStatus, ReportStep } from './reportModel.ts';

const worstFirst: readonly ReportStatus[] = ['broken', 'warning', 'unknown', 'ok'];

function worst(statuses: readonly ReportStatus[]): ReportStatus {
  return worstFirst.find((status) => statuses.includes(status)) ?? 'unknown';
}

function formatAddress({ address, port }: TracedEndpoint): string {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function endpointStep(endpoint: TracedEndpoint): ReportStep {
  const at = [
    endpoint.pod === undefined ? '' : formatReference(endpoint.pod),
    endpoint.node === undefined ? '' : `on ${endpoint.node}`,
  ].filter((part) => part !== '');
  return {
    status: endpoint.status,
    name: formatAddress(endpoint),
    at: at.join(' '),
    text: endpoint.detail,
    depth: 2,
    next: [],
  };
}

function sliceStep(slice: TracedSlice, { status }: TracedPort): ReportStep {
  const { endpoints } = slice;
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  return {
    // An empty slice is ordinary beside others.
    status:
      endpoints.length === 0
        ? status === 'ok'
          ? 'not-applicable'
          : status
        : worst(endpoints.map(({ status }) => status)),
    name: `slice ${slice.slice.name}`,
    // The built-in controller goes without saying.
    at:
      slice.managedBy === undefined || slice.managedBy === 'endpointslice-controller.k8s.io'
        ? ''
        : `managed by ${slice.managedBy}`,
    text: `${slice.addressType}, ${ready} of ${endpoints.length} endpoints ready`,
    depth: 1,
    next: endpoints.map(endpointStep),
  };
}

function portStep(port: TracedPort): ReportStep {
  const name = port.name === undefined ? '' : ` (${port.name})`;
  return {
    status: port.status,
    name: `port ${port.port}/${port.protocol}${name} → ${port.targetPort}`,
    at: '',
    text: port.detail,
    depth: 0,
    next: port.slices.map((slice) => sliceStep(slice, port)),
  };
}

/** The report of a Service's chain. */
export function traceReport(trace: ServiceTrace): Report {
  const service = formatReference(trace.service);
  const facts = [
    trace.type,
    trace.clusterIPs.length === 0 ? '' : trace.clusterIPs.join(', '),
    trace.selector === undefined ? '' : `selector ${trace.selector}`,
  ].filter((fact) => fact !== '');
  return {
    subject: `${service} (${facts.join(' · ')})`,
    start: service,
    status: trace.status,
    verdict: trace.status,
    headline: trace.headline,
    asOf: trace.asOf,
    effort: '',
    impact: 'read-only',
    steps: trace.ports.map(portStep),
    findings: trace.findings,
    ruledOut: [],
    unverified: [],
  };
}
