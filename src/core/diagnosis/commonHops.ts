import { endpointsOf } from '../model/serviceEndpoints.ts';
import { isComplete } from '../model/coverage.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { Destination } from '../target/destination.ts';
import type { Finding } from '../finding/finding.ts';
import type { HopId } from '../finding/hop.ts';
import { notApplicable, unknownHop, type HopDraft } from './hopDraft.ts';
import type { ResolverFacts } from '../target/resolverFacts.ts';

/** Hops that every path of a question shares. */
export type CommonHopId = 'resolver' | 'dns' | 'service' | 'endpoints';

function resolverHop(destination: Destination, resolver: ResolverFacts): HopDraft {
  if (destination.name === undefined) return notApplicable('no name is asked');
  const { conf } = resolver;
  const text = `nameserver ${conf.nameservers.join(', ') || 'none'} · ndots ${conf.ndots} · search ${conf.search.join(' ') || 'none'}`;
  if (resolver.pending) return unknownHop(text, '');
  return resolver.observed
    ? { status: 'ok', predicted: '', observed: text }
    : unknownHop(text, resolver.unobservedBecause);
}

function dnsHop(destination: Destination, resolver: ResolverFacts): HopDraft {
  const { name } = destination;
  if (name === undefined) {
    return notApplicable(
      destination.service !== undefined && !resolver.usesClusterDns
        ? 'the source does not ask the cluster DNS; the Service is judged by its address'
        : 'no name is asked',
    );
  }
  const { lookup, record, recorded: expected } = name;
  const isCluster = record.kind === 'service' || record.kind === 'endpoint' || record.kind === 'pod';
  const predicted = !isCluster
    ? record.kind === 'absent'
      ? 'no such name'
      : ''
    : expected.length > 0
      ? expected.join(', ')
      : 'no address';
  if (lookup.state === 'pending') return unknownHop(predicted, '');
  if (lookup.state === 'unavailable') return unknownHop(predicted, lookup.reason);
  const { status, addresses, message } = lookup.value;
  if (status !== 'resolved') {
    const words = {
      'no-such-name': 'no such name',
      'no-answer': 'no DNS server answered',
      failed: 'no address',
    };
    const why = message.split('\n').at(-1)?.trim() ?? '';
    return { status: 'broken', predicted, observed: `${words[status]}${why === '' ? '' : ` (${why})`}` };
  }
  const fromHosts = addresses.some((address) => name.hostsAddresses.includes(address));
  const observed = `${addresses.join(', ')}${fromHosts ? ' (from /etc/hosts)' : ''}`;
  // What /etc/hosts says is no answer of the DNS; whether it leads astray is judged as a cause of its own.
  if (isCluster && !fromHosts && !addresses.some((address) => expected.includes(address))) {
    return unknownHop(predicted, `${observed}, which is not what the cluster's objects say`);
  }
  return { status: 'ok', predicted, observed };
}

function serviceHop(destination: Destination): HopDraft {
  const { service, servicePort, askedService, name } = destination;
  if (service === undefined) {
    const alias = name?.aliases.at(-1);
    // An alias of a name outside: the Service is nothing but that name, which DNS answers for.
    if (alias !== undefined) {
      const identity = `ExternalName ${alias.namespace}/${alias.name} → ${alias.externalName ?? 'nothing'}`;
      return { status: 'ok', predicted: identity, observed: '' };
    }
    return askedService === undefined
      ? notApplicable('no Service is involved')
      : unknownHop('', `Service ${askedService.namespace}/${askedService.name} is not known`);
  }
  const identity = `${service.type}${service.headless ? ' headless' : ''} ${service.namespace}/${service.name}`;
  if (service.headless) return { status: 'ok', predicted: identity, observed: '' };
  return servicePort === undefined
    ? unknownHop(identity, 'no port is chosen')
    : {
        status: 'ok',
        predicted: `${identity} port ${servicePort.port} → ${servicePort.targetPort}`,
        observed: '',
      };
}

function endpointsHop(destination: Destination, snapshot: ClusterSnapshot): HopDraft {
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

/**
 * The hops that do not depend on the backend, with the findings about them worked in.
 * @param someAnswer a backend was seen to answer the source
 */
export function commonHops(
  destination: Destination,
  resolver: ResolverFacts,
  snapshot: ClusterSnapshot,
  findings: readonly Finding[],
  someAnswer: boolean,
): Readonly<Record<CommonHopId, HopDraft>> {
  const blame = (id: HopId, draft: HopDraft): HopDraft => {
    const finding = findings.find((candidate) => candidate.hop === id && candidate.severity === 'error');
    if (finding === undefined) return draft;
    // What is wrong with some endpoints leaves the others as they are.
    const status = id === 'endpoints' && someAnswer ? 'degraded' : 'broken';
    return { ...draft, status, observed: draft.observed === '' ? finding.title : draft.observed };
  };
  return {
    resolver: blame('resolver', resolverHop(destination, resolver)),
    dns: blame('dns', dnsHop(destination, resolver)),
    service: blame('service', serviceHop(destination)),
    endpoints: blame('endpoints', endpointsHop(destination, snapshot)),
  };
}
