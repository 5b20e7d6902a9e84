import type { Cluster } from '@kubernetes/client-node';
import { decodeUserInfo } from './ownSecrets.ts';
import { badKubeconfig } from './parseKubeconfig.ts';

/** Where a cluster's API server is. */
export interface ServerAddress {
  /** Scheme, host, port and path, without a slash at the end: nothing in it is secret. */
  readonly server: string;
  /** The value of an Authorization header for the user and password that the URL holds. */
  readonly basic?: string;
}

/**
 * The server of a cluster entry apart from its user information, which no message may show. Query and fragment are left out, as
 * client-go does (rest.NewRESTClient). Throws ConnectionError when it is no http or https URL.
 */
export function serverAddressOf({ name, server }: Cluster): ServerAddress {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw badKubeconfig(
      `The server of the cluster "${name}" is no http:// or https:// URL.`,
      'Correct server in the kubeconfig.',
    );
  }
  const { origin, pathname, username, password } = url;
  const address = `${origin}${pathname}`.replace(/\/+$/, '');
  if (username === '' && password === '') return { server: address };
  const userInfo = `${decodeUserInfo(username)}:${decodeUserInfo(password)}`;
  return { server: address, basic: `Basic ${Buffer.from(userInfo).toString('base64')}` };
}
