import { familyOf, type AddressFamily } from '../address/addressFamily.ts';
import type { Backend, DialedAddress } from '../inquiry/dialedAddress.ts';
import type { Question } from '../inquiry/question.ts';
import type { SourceFacts } from '../inquiry/sourceFacts.ts';
import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import { podBehind } from '../model/podBehind.ts';
import type { ServiceEndpoint } from '../model/serviceEndpoints.ts';

/** The families of addresses that the client may use: those that the question names, else those that the source has. */
export function wantedFamilies(question: Question, source: SourceFacts): readonly AddressFamily[] {
  return question.family === undefined ? source.families : [question.family];
}

/** An endpoint as a backend, on the port that its slice gives it or that the client dials. */
export function backendOf(
  snapshot: ClusterSnapshot,
  endpoint: ServiceEndpoint,
  port: number | undefined,
): Backend {
  const pod = podBehind(snapshot, endpoint);
  return {
    address: endpoint.address,
    family: endpoint.family,
    ...(port === undefined ? {} : { port }),
    ...(pod === undefined ? {} : { pod }),
  };
}

/** An address that nobody translates: whoever has it answers. */
export function dialPlain(address: string, port: number | undefined, pod: Pod | undefined): DialedAddress {
  const backend: Backend = {
    address,
    family: familyOf(address),
    ...(port === undefined ? {} : { port }),
    ...(pod === undefined ? {} : { pod }),
  };
  return { ...backend, translated: false, backends: [backend] };
}
