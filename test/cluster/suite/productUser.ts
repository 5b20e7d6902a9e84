import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../../scripts/projectFolder.ts';
import type { RunningCluster } from '../testBed.ts';

/** Somebody who uses Podpath on a cluster. */
export interface ProductUser {
  /** As the API server's audit log calls it. */
  readonly userName: string;
  readonly kubeconfig: string;
}

/** The users of one run of the suite: each request of theirs is the product's. */
export interface ProductUsers {
  /** Has the roles podpath-reader and podpath-exec of docs/leastPrivilegeRole.yaml and nothing else. */
  readonly everything: ProductUser;
  /** May read and not run anything in a pod. */
  readonly readOnly: ProductUser;
  /** May have debug containers everywhere and node pods in the namespace `default` as well. */
  readonly privileged: ProductUser;
  /** Takes away what was made for them. */
  remove(): Promise<void>;
}

const rolesFile = join(projectFolder, 'docs', 'leastPrivilegeRole.yaml');

/** Long enough for a run of the suite. */
const tokenLifetime = '2h';

/**
 * Makes the users, as ServiceAccounts of a new namespace, with the roles that the documentation proposes.
 * @param folder takes their kubeconfigs
 */
export async function createProductUsers(
  cluster: RunningCluster,
  folder: string,
  namespace: string,
): Promise<ProductUsers> {
  const { kubectl } = cluster;
  const basic = ['podpath-reader', 'podpath-exec'];
  const roles = [...basic, 'podpath-debug-container', 'podpath-node-pod'];
  const existing = await kubectl(['get', 'clusterrole', ...roles, '--ignore-not-found', '--output=name']);
  const found = existing.stdout.trim().split('\n');
  const ownRoles = roles.filter((role) => !found.some((name) => name.endsWith(`/${role}`)));

  const rolesOfAccounts = {
    everything: basic,
    'read-only': ['podpath-reader'],
    privileged: [...basic, 'podpath-debug-container'],
  };
  const accounts = Object.entries(rolesOfAccounts);
  const bindingName = (account: string, role: string): string => `${namespace}-${account}-${role}`;
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...accounts.map(([name]) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { namespace, name },
    })),
    ...accounts.flatMap(([account, its]) =>
      its.map((role) => ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: bindingName(account, role) },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
        subjects: [{ kind: 'ServiceAccount', namespace, name: account }],
      })),
    ),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: namespace, namespace: 'default' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'podpath-node-pod' },
      subjects: [{ kind: 'ServiceAccount', namespace, name: 'privileged' }],
    },
  ];
  const bindings = accounts.flatMap(([account, its]) => its.map((role) => bindingName(account, role)));
  const remove = async (): Promise<void> => {
    const quietly = ['--ignore-not-found', '--wait=false'];
    await kubectl(['delete', 'clusterrolebinding', ...bindings, ...quietly]);
    await kubectl(['delete', 'rolebinding', namespace, '-n', 'default', ...quietly]);
    if (ownRoles.length > 0) await kubectl(['delete', 'clusterrole', ...ownRoles, ...quietly]);
    await kubectl(['delete', 'namespace', namespace, ...quietly]);
  };
  try {
    await kubectl(['apply', '-f', '-'], { input: readFileSync(rolesFile, 'utf8') });
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    await kubectl(['apply', '-f', '-'], { input: list });
    return {
      everything: await signIn(cluster, folder, namespace, 'everything'),
      readOnly: await signIn(cluster, folder, namespace, 'read-only'),
      privileged: await signIn(cluster, folder, namespace, 'privileged'),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A kubeconfig with a token of the account, for the server that the administrator's kubeconfig names. */
async function signIn(
  { kubectl, name: clusterName }: RunningCluster,
  folder: string,
  namespace: string,
  account: string,
): Promise<ProductUser> {
  const asked = ['create', 'token', account, '-n', namespace, `--duration=${tokenLifetime}`];
  const token = (await kubectl(asked)).stdout.trim();
  const view = await kubectl(['config', 'view', '--raw', '--minify', '--output=json']);
  const { clusters } = JSON.parse(view.stdout) as { clusters: { cluster: object }[] };
  const name = `podpath-${clusterName}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: clusters[0]?.cluster }],
    users: [{ name: account, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: account } }],
    'current-context': name,
  };
  const kubeconfig = join(folder, `${account}.kubeconfig`);
  // JSON is YAML too.
  writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });
  return { userName: `system:serviceaccount:${namespace}:${account}`, kubeconfig };
}
