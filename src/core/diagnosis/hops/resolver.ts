import type { Destination } from '../../target/destination.ts';
import type { ResolverFacts } from '../../target/resolverFacts.ts';
import { blamed, type HopDefinition } from './defineHop.ts';
import { notApplicable, unknownHop, type HopDraft } from './hopDraft.ts';

function draft(destination: Destination, resolver: ResolverFacts): HopDraft {
  if (destination.name === undefined) return notApplicable('no name is asked');
  const { conf } = resolver;
  const text = `nameserver ${conf.nameservers.join(', ') || 'none'} · ndots ${conf.ndots} · search ${conf.search.join(' ') || 'none'}`;
  if (resolver.pending) return unknownHop(text, '');
  return resolver.observed
    ? { status: 'ok', predicted: '', observed: text }
    : unknownHop(text, resolver.unobservedBecause);
}

/** The resolver's files: which servers and search domains the source uses. */
export const resolverHop: HopDefinition = {
  id: 'resolver',
  shared: true,
  judge: (view) => blamed('resolver', draft(view.facts.destination, view.facts.resolver), view),
};
