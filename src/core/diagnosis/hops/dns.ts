import { includesAddress } from '../../address/normalAddress.ts';
import type { Destination } from '../../target/destination.ts';
import type { ResolverFacts } from '../../target/resolverFacts.ts';
import { blamed, type HopDefinition } from './defineHop.ts';
import { notApplicable, unknownHop, type HopDraft } from './hopDraft.ts';

function draft(destination: Destination, resolver: ResolverFacts): HopDraft {
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
  const fromHosts = addresses.some((address) => includesAddress(name.hostsAddresses, address));
  const observed = `${addresses.join(', ')}${fromHosts ? ' (from /etc/hosts)' : ''}`;
  // What /etc/hosts says is no answer of the DNS; whether it leads astray is judged as a cause of its own.
  if (isCluster && !fromHosts && !addresses.some((address) => includesAddress(expected, address))) {
    return unknownHop(predicted, `${observed}, which is not what the cluster's objects say`);
  }
  return { status: 'ok', predicted, observed };
}

/** What the name resolves to, and what it should. */
export const dnsHop: HopDefinition = {
  id: 'dns',
  shared: true,
  judge: (view) => blamed('dns', draft(view.facts.destination, view.facts.resolver), view),
};
