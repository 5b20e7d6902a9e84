import { urlPart } from '../core/text/urlPart.ts';
import type { ChangeResult, ClusterChanges } from '../app/ports.ts';
import { ApiError, isAbort, problemOf, RequestTimeout } from './problems.ts';
import type { RequestOptions, Transport } from './transport.ts';

/** Admission webhooks may take up to 30 s each (admissionregistration.k8s.io timeoutSeconds). */
const timeoutMilliseconds = 40_000;

/**
 * Seconds between SIGTERM and SIGKILL for what is deleted. The programs end at SIGTERM; a second is for those that do not.
 */
const gracePeriodSeconds = 1;

function podPath(namespace: string, name?: string): string {
  const pods = `/api/v1/namespaces/${urlPart(namespace)}/pods`;
  return name === undefined ? pods : `${pods}/${urlPart(name)}`;
}

/** The requests that change a cluster, over one transport. They reject only when the signal aborts. */
export function clusterChanges(transport: Transport): ClusterChanges {
  async function change(
    path: string,
    signal: AbortSignal,
    options: Pick<RequestOptions, 'method' | 'body' | 'contentType'>,
  ): Promise<ChangeResult> {
    try {
      await transport.json(path, { ...options, signal, timeoutMilliseconds });
      return { kind: 'done' };
    } catch (error) {
      if (isAbort(error, signal)) throw error;
      if (error instanceof RequestTimeout) return { kind: 'timeout', reason: error.message };
      if (error instanceof ApiError && error.status !== 401) {
        const kind = error.status === 403 ? 'forbidden' : error.status === 404 ? 'not-found' : 'failed';
        return { kind, reason: error.message };
      }
      return { kind: 'failed', reason: problemOf(error, transport.server).message };
    }
  }

  return {
    // Merged by name into the list (patchMergeKey of spec.ephemeralContainers), as kubectl debug does it.
    addEphemeralContainer: (namespace, pod, container, signal) =>
      change(`${podPath(namespace, pod)}/ephemeralcontainers`, signal, {
        method: 'PATCH',
        contentType: 'application/strategic-merge-patch+json',
        body: { spec: { ephemeralContainers: [container] } },
      }),
    createPod: (namespace, pod, signal) => change(podPath(namespace), signal, { method: 'POST', body: pod }),
    deletePod: async (namespace, name, signal) => {
      const result = await change(podPath(namespace, name), signal, {
        method: 'DELETE',
        body: { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds },
      });
      return result.kind === 'not-found' ? { kind: 'done' } : result;
    },
  };
}
