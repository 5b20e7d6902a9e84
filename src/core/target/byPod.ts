import { familyOf } from '../address/addressFamily.ts';
import type { Question } from '../inquiry/question.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { podPort } from '../model/podPort.ts';
import type { Destination } from './destination.ts';
import { dialPlain, wantedFamilies } from './dial.ts';

/** A pod as it is dialed: each of its addresses that the client may use. */
export function podDestination(
  question: Question,
  identity: { readonly namespace: string; readonly name: string },
  source: SourceFacts,
  snapshot: ClusterSnapshot,
): Destination {
  const pod = snapshot.namespaces.get(identity.namespace)?.pods.get(identity.name);
  const port = podPort(pod, question.port, question.protocol);
  const dialed = (pod?.podIPs ?? [])
    .filter((address) => wantedFamilies(question, source).includes(familyOf(address)))
    .map((address) => dialPlain(address, port, pod));
  return {
    ...(pod === undefined ? {} : { pod }),
    dialed,
    undialableBecause:
      dialed.length > 0 ? '' : `pod ${identity.namespace}/${identity.name} has no address to dial`,
  };
}
