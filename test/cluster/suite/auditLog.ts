import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { RunningCluster } from '../testBed.ts';

/** The part of an event of the API server's audit log that is read here (audit.k8s.io/v1, Event). */
interface AuditEvent {
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
  readonly impersonatedUser?: { readonly username: string };
  readonly userAgent?: string;
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string };
}

/** What the product asked of an API server. */
export interface ProductRequests {
  readonly total: number;
  readonly lists: number;
  readonly execs: number;
  /** Debug containers and node pods that a user with the rights to them has created or deleted, one line each. */
  readonly changes: readonly string[];
  /** Requests that it may not make: everything but reading, exec and access reviews, one line each. */
  readonly forbidden: readonly string[];
}

/** The end of the log as of now; what is written later is read from there. */
export function auditLogEnd(cluster: RunningCluster): number {
  return statSync(cluster.auditLogPath).size;
}

/** Changes that a user may make who is allowed to, after consent; whether there was consent, the tests know that ask. */
function isConsentedChange({ verb, objectRef }: AuditEvent): boolean {
  const { resource, subresource } = objectRef ?? {};
  if (resource !== 'pods') return false;
  return subresource === 'ephemeralcontainers'
    ? verb === 'patch'
    : subresource === undefined && (verb === 'create' || verb === 'delete');
}

/** Reads every request of these users, and of whoever calls itself Podpath, that was logged since. */
export async function readProductRequests(
  cluster: RunningCluster,
  since: number,
  userNames: readonly string[],
  privilegedUserName?: string,
): Promise<ProductRequests> {
  const counts = { total: 0, lists: 0, execs: 0 };
  const forbidden = new Set<string>();
  const changes: string[] = [];
  const lines = createInterface({ input: createReadStream(cluster.auditLogPath, { start: since }) });
  for await (const line of lines) {
    const event = JSON.parse(line) as AuditEvent;
    const isOwn =
      [...userNames, privilegedUserName].includes(event.user.username) ||
      event.userAgent?.toLowerCase().startsWith('podpath') === true;
    // A request that lasts is logged more than once: when it was answered and when it ended.
    if (!isOwn || event.stage === 'ResponseStarted') continue;
    counts.total += 1;
    if (event.verb === 'list' || event.verb === 'watch') counts.lists += 1;
    if (event.objectRef?.subresource === 'exec') counts.execs += 1;
    if (isConsentedChange(event) && event.user.username === privilegedUserName) {
      changes.push(`${event.verb} ${event.requestURI}`);
    } else if (!isPermitted(event)) {
      forbidden.add(`${event.verb} ${event.requestURI} by ${event.user.username} (${event.userAgent ?? ''})`);
    }
  }
  return { ...counts, changes, forbidden: [...forbidden] };
}

function isPermitted({ verb, objectRef, impersonatedUser }: AuditEvent): boolean {
  if (impersonatedUser !== undefined) return false;
  const { resource, subresource } = objectRef ?? {};
  // kubectl opens an exec as GET or as POST; which of them depends on the transport.
  if (resource === 'pods' && subresource === 'exec') return verb === 'get' || verb === 'create';
  if (subresource !== undefined && subresource !== 'status') return false;
  if (resource === 'selfsubjectaccessreviews') return verb === 'create';
  return verb === 'get' || verb === 'list' || verb === 'watch';
}
