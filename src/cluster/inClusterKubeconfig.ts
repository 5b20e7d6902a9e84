import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Kubeconfig } from './kubeconfig.ts';

const usualFolder = '/var/run/secrets/kubernetes.io/serviceaccount';
const name = 'in-cluster';

/**
 * The service account of the pod that we run in, in the form of a kubeconfig; `undefined` outside a cluster. The token is
 * read again and again: the kubelet replaces it.
 */
export async function inClusterKubeconfig({
  environment,
  serviceAccountFolder = usualFolder,
}: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly serviceAccountFolder?: string;
}): Promise<Kubeconfig | undefined> {
  const host = environment['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = environment['KUBERNETES_SERVICE_PORT'] ?? '';
  if (host === '' || port === '') return undefined;
  const tokenFile = join(serviceAccountFolder, 'token');
  let namespace: string;
  try {
    await readFile(tokenFile);
    namespace = (await readFile(join(serviceAccountFolder, 'namespace'), 'utf8')).trim();
  } catch {
    return undefined;
  }
  return {
    files: [],
    currentContext: name,
    contexts: new Map([[name, { name, cluster: name, user: name, namespace }]]),
    clusters: new Map([
      [
        name,
        {
          name,
          server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
          caFile: join(serviceAccountFolder, 'ca.crt'),
          skipTLSVerify: false,
        },
      ],
    ]),
    users: new Map([[name, { user: { name }, tokenFile, impersonation: [] }]]),
  };
}
