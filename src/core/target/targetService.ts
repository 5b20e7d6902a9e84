import type { Service } from '../model/clusterSnapshot.ts';
import type { QuestionFacts } from './questionFacts.ts';

/**
 * The Service that is asked for; where there is none of that name, the only one that another namespace has: it is most
 * likely meant, and what is wrong with it would show next.
 */
export function targetServiceOf({ destination, snapshot }: QuestionFacts): Service | undefined {
  const { service, askedService } = destination;
  if (service !== undefined || askedService === undefined) return service;
  // An alias that leads nowhere is there.
  const { namespace, name } = askedService;
  if (snapshot.namespaces.get(namespace)?.services.has(name) === true) return undefined;
  const elsewhere = [...snapshot.namespaces.values()].flatMap(({ services }) => services.get(name) ?? []);
  const [only, second] = elsewhere;
  return second === undefined ? only : undefined;
}
