import type { ResourceCoverage } from '../model/coverage.ts';
import type { DocumentCoverage } from './snapshotDocument.ts';
import { list, object, oneOf, optional, text, timestamp } from './shape.ts';

const resourceCoverage = object<ResourceCoverage>({
  state: oneOf(
    ['loading', 'complete', 'forbidden', 'failed', 'stale'],
    'Only with `complete` the absence of an object means something.',
  ),
  reason: optional(text()),
  since: optional(timestamp('When this state began.')),
  namespaces: optional(list(text(), 'The namespaces that were listed; absent when all were.')),
});

const ifKnown = optional(resourceCoverage);

/** How much of each resource a document knows. */
export const coverageShape = object<DocumentCoverage>(
  {
    namespaces: resourceCoverage,
    nodes: resourceCoverage,
    pods: resourceCoverage,
    services: resourceCoverage,
    endpointslices: resourceCoverage,
    networkpolicies: resourceCoverage,
    adminnetworkpolicies: ifKnown,
    baselineadminnetworkpolicies: ifKnown,
    clusternetworkpolicies: ifKnown,
    ciliumnetworkpolicies: ifKnown,
    ciliumclusterwidenetworkpolicies: ifKnown,
    caliconetworkpolicies: ifKnown,
    calicoglobalnetworkpolicies: ifKnown,
    antreanetworkpolicies: ifKnown,
    antreaclusternetworkpolicies: ifKnown,
    egressfirewalls: ifKnown,
    egressnetworkpolicies: ifKnown,
    otherapipolicies: ifKnown,
    ingresses: ifKnown,
    ingressclasses: ifKnown,
    gatewayclasses: ifKnown,
    gateways: ifKnown,
    httproutes: ifKnown,
    grpcroutes: ifKnown,
    tlsroutes: ifKnown,
    tcproutes: ifKnown,
    udproutes: ifKnown,
    replicasets: ifKnown,
    jobs: ifKnown,
    events: ifKnown,
  },
  'How much of each resource the snapshot knows.',
);
