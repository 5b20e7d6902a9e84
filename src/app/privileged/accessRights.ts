import { isRecord, readText } from '../../core/model/readField.ts';
import { permissionOf, type Privilege } from '../../core/probes/observation.ts';
import type { AccessQuestion, Cluster } from '../ports.ts';

/** Since this minor version an exec over a WebSocket takes the right to create pods/exec as well. */
const execNeedsCreateSince = 35;

const versionTimeoutMilliseconds = 10_000;

async function execNeedsCreate(cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  const version = await cluster.read('/version', versionTimeoutMilliseconds, signal);
  if (version.kind !== 'found' || !isRecord(version.body)) return false;
  return Number.parseInt(readText(version.body, 'minor') ?? '', 10) >= execNeedsCreateSince;
}

/** Everything that a user needs to be allowed for a privilege, in this namespace. */
export function rightsFor(privilege: Privilege, namespace: string): readonly AccessQuestion[] {
  const pods = (verb: string, subresource?: string): AccessQuestion => ({
    verb,
    resource: 'pods',
    ...(subresource === undefined ? {} : { subresource }),
    namespace,
  });
  const exec = [pods('get'), pods('get', 'exec'), pods('create', 'exec')];
  return permissionOf(privilege) === 'node-pod'
    ? [pods('create'), pods('delete'), ...exec]
    : [pods('patch', 'ephemeralcontainers'), ...exec];
}

/** The rights that the user lacks for certain; what the server does not tell is not counted. */
export async function missingRights(
  cluster: Cluster,
  rights: readonly AccessQuestion[],
  signal: AbortSignal,
): Promise<readonly AccessQuestion[]> {
  const allowed = await Promise.all(rights.map((right) => cluster.isAllowed(right, signal)));
  const missing = rights.filter((_right, index) => allowed[index] === false);
  const isExecCreate = ({ verb, subresource }: AccessQuestion): boolean =>
    verb === 'create' && subresource === 'exec';
  // Older servers do not ask for it.
  if (missing.length === 0 || !missing.every(isExecCreate)) return missing;
  return (await execNeedsCreate(cluster, signal)) ? missing : [];
}

/** `patch pods/ephemeralcontainers, get pods/exec in namespace shop`. */
export function describeRights(rights: readonly AccessQuestion[]): string {
  const words = rights.map(
    ({ verb, resource, subresource }) =>
      `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`,
  );
  return `${words.join(', ')} in namespace ${rights[0]?.namespace ?? ''}`;
}
