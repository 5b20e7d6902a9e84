import { readEach, readNonEmptyText, readRecord, type RawObject } from '../../core/model/readField.ts';

/** How far a container is that was asked for. */
export type ContainerProgress =
  /** `since` as the API tells it, RFC 3339. */
  | { readonly kind: 'running'; readonly since?: string }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Why a container does not start, by the kubelet's reasons (pkg/kubelet/images/types.go, pkg/kubelet/container). */
const failures: Readonly<Record<string, string>> = {
  ErrImagePull: 'the image cannot be pulled',
  ImagePullBackOff: 'the image cannot be pulled',
  ErrImageNeverPull: 'the image is not on the node',
  ImageInspectError: 'the image cannot be read',
  InvalidImageName: 'the image has no valid name',
  RegistryUnavailable: 'the registry of the image does not answer',
  SignatureValidationFailed: 'the signature of the image is not accepted',
  CreateContainerConfigError: 'the container cannot be configured',
  CreateContainerError: 'the container cannot be created',
  RunContainerError: 'the container cannot be started',
  CrashLoopBackOff: 'the container ends again and again',
};

const silent = (): undefined => undefined;

function withMessage(words: string, details: RawObject): string {
  const message = readNonEmptyText(details, 'message');
  return message === undefined ? words : `${words}: ${message}`;
}

/**
 * How far a container of a pod is.
 * @param pod as the API gives it
 */
export function containerProgress(
  pod: RawObject,
  statuses: 'containerStatuses' | 'ephemeralContainerStatuses',
  container: string,
): ContainerProgress {
  const status = readRecord(pod, 'status');
  const phase = readNonEmptyText(status, 'phase');
  const [own] = readEach(status, statuses, silent, (raw) =>
    readNonEmptyText(raw, 'name') === container ? readRecord(raw, 'state') : undefined,
  );
  if (own !== undefined && 'running' in own) {
    const since = readNonEmptyText(readRecord(own, 'running'), 'startedAt');
    return { kind: 'running', ...(since === undefined ? {} : { since }) };
  }
  if (own !== undefined && 'terminated' in own) {
    const details = readRecord(own, 'terminated');
    const why = readNonEmptyText(details, 'reason') ?? 'no reason is given';
    return { kind: 'failed', reason: withMessage(`the container ended at once (${why})`, details) };
  }
  if (phase === 'Failed' || phase === 'Succeeded') {
    const why = readNonEmptyText(status, 'reason') ?? phase;
    return { kind: 'failed', reason: withMessage(`the pod ended (${why})`, status) };
  }
  const details = readRecord(own ?? {}, 'waiting');
  const words = failures[readNonEmptyText(details, 'reason') ?? ''];
  return words === undefined ? { kind: 'waiting' } : { kind: 'failed', reason: withMessage(words, details) };
}
