import type { AccessQuestion } from '../app/ports.ts';
import { isRecord, readBoolean, readRecord } from '../core/model/readField.ts';
import { isAbort } from './problems.ts';
import type { Transport } from './transport.ts';

const timeoutMilliseconds = 10_000;

/**
 * Asks the API server whether we may do something (authorization.k8s.io/v1 SelfSubjectAccessReview). `undefined` when the
 * review itself is not possible; rejects only when the signal aborts.
 */
export async function reviewAccess(
  transport: Transport,
  question: AccessQuestion,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const { verb, resource, subresource, group, namespace } = question;
  try {
    const answer = await transport.json('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb, resource, subresource, group, namespace } },
      },
      signal,
      timeoutMilliseconds,
    });
    return readBoolean(readRecord(isRecord(answer) ? answer : {}, 'status'), 'allowed');
  } catch (error) {
    if (isAbort(error, signal)) throw error;
    return undefined;
  }
}
