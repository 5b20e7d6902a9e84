import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { isComplete } from '../../model/coverage.ts';
import { endpointsOf } from '../../model/serviceEndpoints.ts';
import type { Destination } from '../../target/destination.ts';
import { blamed, type HopDefinition } from './defineHop.ts';
import { notApplicable, unknownHop, type HopDraft } from './hopDraft.ts';

function draft(destination: Destination, snapshot: ClusterSnapshot): HopDraft {
  const { service, servicePort } = destination;
  if (service === undefined || service.type === 'ExternalName')
    return notApplicable('no Service is involved');
  if (!isComplete(snapshot.coverage, 'endpointslices', service.namespace)) {
    return unknownHop('', `EndpointSlices of ${service.namespace} are not completely listed`);
  }
  const endpoints = endpointsOf(snapshot, service, service.headless ? undefined : servicePort);
  const ready = endpoints.filter(({ endpoint }) => endpoint.ready).length;
  const usable = destination.dialed.some((dialed) => dialed.backends.length > 0);
  const text = `${ready} of ${endpoints.length} endpoints ready`;
  return usable
    ? { status: 'ok', predicted: text, observed: '' }
    : { status: 'broken', predicted: text, observed: '' };
}

/** The endpoints to which the Service sends. */
export const endpointsHop: HopDefinition = {
  id: 'endpoints',
  shared: true,
  judge: (view) => {
    const { destination, snapshot } = view.facts;
    // What is wrong with some endpoints leaves the others as they are.
    const status = view.someAnswer ? 'degraded' : 'broken';
    return { at: 'cluster', ...blamed('endpoints', draft(destination, snapshot), view, status) };
  },
};
