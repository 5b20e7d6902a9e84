import type { Backend } from '../inquiry/dialedAddress.ts';
import { policyEndOf, type TranslatedPacket } from '../policy/evaluatePacket.ts';
import { sourceBehindNodePort } from '../policy/nodePortPolicies.ts';
import type { QuestionFacts } from '../target/questionFacts.ts';

/** The packet of a question to one backend, as the enforcers of policies see it; `undefined` where its port is not known. */
export function packetTo(
  { question, destination }: QuestionFacts,
  { address, port, pod }: Backend,
): TranslatedPacket | undefined {
  if (port === undefined) return undefined;
  const { service, viaNode } = destination;
  const seenSource =
    viaNode === undefined || service === undefined
      ? undefined
      : sourceBehindNodePort(question.from, viaNode, service);
  return {
    source: question.from,
    ...(seenSource === undefined ? {} : { seenSource }),
    destination: policyEndOf(pod, address),
    port,
    protocol: question.protocol,
  };
}
