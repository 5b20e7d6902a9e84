import { readFileSync } from 'node:fs';

/** Where an API server is and who asks it, of a kubeconfig that the test bed wrote. */
export function credentialsOf(kubeconfig: string): {
  readonly server: string;
  readonly connect: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer };
} {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8')) as {
    clusters: [{ cluster: Record<string, string> }];
    users: [{ user: Record<string, string> }];
  };
  const decode = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');
  return {
    server: clusters[0].cluster['server'] ?? '',
    connect: {
      ca: decode(clusters[0].cluster['certificate-authority-data']),
      cert: decode(users[0].user['client-certificate-data']),
      key: decode(users[0].user['client-key-data']),
    },
  };
}
