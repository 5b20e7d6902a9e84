import type { ServiceTrace, TracedEndpoint, TracedPort, TracedSlice } from '../trace/serviceTrace.ts';
import { flag, integer, list, object, oneOf, optional, text, timestamp } from './shape.ts';
import { formatReference } from '../model/reference.ts';
import { findingDocument, findingShape, referenceShape, type FindingDocument } from './sharedShapes.ts';

interface EndpointDocument extends Omit<TracedEndpoint, 'pod'> {
  readonly pod?: string;
}

interface SliceDocument extends Omit<TracedSlice, 'slice' | 'endpoints'> {
  readonly slice: string;
  readonly endpoints: readonly EndpointDocument[];
}

interface PortDocument extends Omit<TracedPort, 'slices'> {
  readonly slices: readonly SliceDocument[];
}

/** A Service's chain as it leaves the program (schemas/trace.v1.json). */
export interface TraceDocument extends Omit<ServiceTrace, 'service' | 'ports' | 'findings'> {
  readonly schema: 'podpath/trace/v1';
  readonly service: string;
  readonly ports: readonly PortDocument[];
  readonly findings: readonly FindingDocument[];
}

const statusShape = oneOf(['ok', 'warning', 'broken', 'unknown']);

export const traceShape = object<TraceDocument>(
  {
    schema: oneOf(['podpath/trace/v1']),
    service: referenceShape,
    asOf: timestamp('When the cluster was like this.'),
    status: statusShape,
    headline: text('The answer in one sentence.'),
    type: text('ClusterIP, NodePort, LoadBalancer or ExternalName.'),
    clusterIPs: list(text()),
    selector: optional(text('key=value pairs joined by commas.')),
    ports: list(
      object<PortDocument>({
        name: optional(text()),
        port: integer(0, 65535),
        protocol: text(),
        targetPort: text('Number, or name of a container port.'),
        status: statusShape,
        detail: text('Why the status is what it is.'),
        slices: list(
          object<SliceDocument>({
            slice: referenceShape,
            addressType: text(),
            managedBy: optional(text()),
            endpoints: list(
              object<EndpointDocument>({
                address: text(),
                port: optional(integer(0, 65535)),
                pod: optional(referenceShape),
                node: optional(text()),
                ready: flag(),
                serving: flag(),
                terminating: flag(),
                status: statusShape,
                detail: text('Why the status is what it is.'),
                socket: optional(text('What listens; "none"; absent when nobody looked.')),
              }),
            ),
          }),
        ),
      }),
    ),
    findings: list(findingShape),
  },
  'The chain Service → port → slice → endpoint → socket, each link judged.',
);

/** A trace as the document that leaves the program. */
export function traceDocument(trace: ServiceTrace): TraceDocument {
  return {
    schema: 'podpath/trace/v1',
    ...trace,
    service: formatReference(trace.service),
    ports: trace.ports.map((port) => ({
      ...port,
      slices: port.slices.map((slice) => ({
        ...slice,
        slice: formatReference(slice.slice),
        endpoints: slice.endpoints.map(({ pod, ...endpoint }) => ({
          ...endpoint,
          ...(pod === undefined ? {} : { pod: formatReference(pod) }),
        })),
      })),
    })),
    findings: trace.findings.map(findingDocument),
  };
}
