import type { Inquiry } from '../../../inquiry/inquiry.ts';
import type { ClusterSnapshot, EndpointSlice, Service, ServicePort } from '../../../model/clusterSnapshot.ts';
import { similarity } from '../../../model/nearestNames.ts';
import { endpointsOf } from '../../../model/serviceEndpoints.ts';
import { connectProbe } from '../../../probes/connectProbe.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import type { Observation } from '../../../probes/observation.ts';
import { defineCheck } from '../../defineCheck.ts';
import { serviceScope, type ServiceSubject } from '../../scopes/service.ts';
import { apiEvidence, apiListEvidence, probeEvidence } from '../../../finding/evidence.ts';

const nameLabel = 'kubernetes.io/service-name';
/** Below this a slice's name does not tell of a Service. */
const leastSimilarity = 0.6;
/** Slices that are tried, and addresses of each. */
const mostTried = 5;

interface Candidate {
  readonly slice: EndpointSlice;
  /** How much its name and labels speak for the Service; 0 when only its ports do. */
  readonly likeness: number;
  readonly port: number;
}

/** Whether somebody made a slice for no Service at all: without the label, or for a Service that does not exist. */
function isOrphan(slice: EndpointSlice, service: Service, snapshot: ClusterSnapshot): boolean {
  if (slice.managedBy?.endsWith('.k8s.io') === true || slice.addressType === 'FQDN') return false;
  const { serviceName } = slice;
  return (
    serviceName === undefined ||
    snapshot.namespaces.get(service.namespace)?.services.has(serviceName) !== true
  );
}

function likenessOf(slice: EndpointSlice, { name }: Service): number {
  const ownLabels = Object.values(slice.labels);
  if (slice.name === name || slice.name.startsWith(`${name}-`) || ownLabels.includes(name)) return 2;
  const stem = slice.name.replace(/-[a-z0-9]{1,10}$/, '');
  const alike = Math.max(...[slice.name, stem, ...ownLabels].map((text) => similarity(text, name)));
  return alike >= leastSimilarity ? alike : 0;
}

/** The slices that could serve a port of the Service if they had the label, the likeliest first. */
function candidatesFor(
  service: Service,
  servicePort: ServicePort,
  snapshot: ClusterSnapshot,
): readonly Candidate[] {
  const slices = [...(snapshot.namespaces.get(service.namespace)?.endpointSlices.values() ?? [])];
  const names = [...(snapshot.namespaces.get(service.namespace)?.services.keys() ?? [])];
  return slices
    .filter((slice) => isOrphan(slice, service, snapshot))
    .filter(({ endpoints }) => endpoints.some(({ ready }) => ready))
    .flatMap((slice): Candidate[] => {
      const port = slice.ports.find(
        (own) => own.name === (servicePort.name ?? '') && own.protocol === servicePort.protocol,
      )?.port;
      const likeness = likenessOf(slice, service);
      // What speaks more for another Service belongs to that one.
      const forOther = names.some(
        (name) =>
          name !== service.name &&
          likenessOf(slice, { ...service, name }) >= Math.max(likeness, leastSimilarity),
      );
      return port === undefined || forOther ? [] : [{ slice, likeness, port }];
    })
    .sort((left, right) => right.likeness - left.likeness)
    .slice(0, mostTried);
}

type Tried =
  | { readonly state: 'pending' }
  | { readonly state: 'unseen' }
  | { readonly state: 'seen'; readonly serving: readonly Candidate[]; readonly observation: Observation };

/** Which of the slices have an address that answers the source. */
function tryAddresses(
  candidates: readonly Candidate[],
  { askFrom = [] }: ServiceSubject,
  inquiry: Inquiry,
): Tried {
  const addressesOf = ({ slice }: Candidate): readonly string[] =>
    slice.endpoints
      .filter(({ ready }) => ready)
      .flatMap(({ addresses }) => addresses.slice(0, 1))
      .slice(0, mostTried);
  if (askFrom.length === 0) return { state: 'unseen' };
  const targets = candidates.flatMap((candidate) =>
    addressesOf(candidate).map((address) => ({ address, port: candidate.port })),
  );
  const answer = inquiry.askInPod(
    connectProbe,
    askFrom,
    { targets, attempts: 1 },
    'whether a slice without a Service would serve it',
  );
  if (answer.state === 'pending') return { state: 'pending' };
  if (answer.state === 'unavailable') return { state: 'unseen' };
  const { attempts } = answer.value;
  const serving = candidates.filter((candidate) =>
    addressesOf(candidate).some((address) =>
      attempts.some(
        (attempt) =>
          attempt.address === address && attempt.port === candidate.port && attempt.status === 'connected',
      ),
    ),
  );
  return { state: 'seen', serving, observation: answer.observation };
}

/** The one that is meant, when it is clear: by its name, or because it is the only one that there is. */
function clearest(candidates: readonly Candidate[]): Candidate | undefined {
  const [first, second] = candidates;
  return first?.likeness === second?.likeness ? undefined : first;
}

/**
 * A Service without a selector has no endpoint, and a slice that somebody made for it lacks the label by which slices
 * belong to Services (discovery.k8s.io/v1), or names a Service that does not exist.
 */
export const endpointsLabelMissing = defineCheck({
  code: 'endpoints-label-missing',
  title: 'A hand-made EndpointSlice does not carry the name of its Service',
  scope: serviceScope,
  hop: 'endpoints',
  severity: 'error',
  needs: ['services', 'endpointslices'],
  explains: ['proxy-rejects-no-endpoints', 'coredns-no-endpoints', 'service-no-selector-no-slices'],
  evaluate: (subject, { snapshot, inquiry }) => {
    const { service } = subject;
    const servicePort = subject.servicePort ?? (service.headless ? service.ports[0] : undefined);
    if (service.selector !== undefined || service.type === 'ExternalName' || servicePort === undefined)
      return { kind: 'not-applicable' };
    const own = endpointsOf(snapshot, service, servicePort).filter(({ endpoint }) => endpoint.ready);
    if (own.length > 0) return { kind: 'pass', because: `${own.length} endpoints belong to the Service` };
    const candidates = candidatesFor(service, servicePort, snapshot);
    if (candidates.length === 0)
      return { kind: 'pass', because: 'no EndpointSlice of the namespace is without a Service' };
    const tried = tryAddresses(candidates, subject, inquiry);
    if (tried.state === 'pending') return { kind: 'pending' };
    // One that is called like the Service was made for it, whether or not it answers now.
    const named = candidates.filter(({ likeness }) => likeness > 0);
    const chosen = tried.state === 'seen' ? (clearest(tried.serving) ?? clearest(named)) : clearest(named);
    if (chosen === undefined) {
      return { kind: 'pass', because: 'no slice without a Service speaks for this one' };
    }
    const serves = tried.state === 'seen' && tried.serving.includes(chosen);
    const { slice, port } = chosen;
    const { namespace, name } = service;
    const addresses = slice.endpoints.flatMap((endpoint) => endpoint.addresses).slice(0, 3);
    const label = slice.serviceName;
    const lack =
      label === undefined
        ? `lacks the label ${nameLabel}`
        : `is labelled ${nameLabel}=${label}, which is no Service`;
    const reference = { kind: 'service', namespace, name } as const;
    return {
      kind: 'finding',
      certainty: serves && chosen.likeness > 0 ? 'proven' : 'likely',
      summary: `Service ${namespace}/${name} has no selector and no EndpointSlice; ${slice.name} (${addresses.join(', ')}, port ${port}${serves ? ', which answers' : ''}) ${lack}.`,
      objects: [reference],
      evidence: [
        apiEvidence(reference, 'no selector'),
        apiListEvidence(
          ['endpointslices', '-n', namespace, '-l', `${nameLabel}=${name}`],
          'No resources found',
        ),
        apiListEvidence(
          ['endpointslice', '-n', namespace, slice.name, '--show-labels'],
          `${slice.name}: ${addresses.join(', ')}, port ${port}, ${label === undefined ? `no label ${nameLabel}` : `${nameLabel}=${label}`}`,
        ),
        ...(tried.state === 'seen' ? [probeEvidence(tried.observation)] : []),
      ],
      remediation: {
        text: `Label the slice with the name of its Service.`,
        commands: [
          joinCommand([
            ...['kubectl', 'label', 'endpointslice', '-n', namespace, slice.name, `${nameLabel}=${name}`],
            ...(label === undefined ? [] : ['--overwrite']),
          ]),
        ],
      },
    };
  },
});
