import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.ts';

/** A certificate with its key, as files. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate says about its owner. */
export interface Subject {
  /** The user's name, for Kubernetes. */
  readonly commonName: string;
  /** The user's group, for Kubernetes. */
  readonly organization?: string;
  /** Entries such as `DNS:kubernetes` or `IP:10.96.0.1`; with them it is a server's certificate too. */
  readonly alternativeNames?: readonly string[];
}

const validDays = '30';

/** Makes the authority that signs every certificate of a cluster. */
export async function createAuthority(folder: string): Promise<KeyPair> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pair = { certificate: join(folder, 'ca.crt'), key: join(folder, 'ca.key') };
  await runCommand([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/CN=kubernetes', '-days', validDays, '-keyout', pair.key, '-out', pair.certificate],
    ...['-addext', 'keyUsage=critical,digitalSignature,keyEncipherment,keyCertSign'],
  ]);
  return pair;
}

/** Makes a certificate NAME.crt and its key NAME.key in the authority's folder. */
export async function issueCertificate(folder: string, name: string, subject: Subject): Promise<KeyPair> {
  const pair = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  const { commonName, organization, alternativeNames = [] } = subject;
  const extensions = [
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature,keyEncipherment',
    `extendedKeyUsage=clientAuth${alternativeNames.length > 0 ? ',serverAuth' : ''}`,
    ...(alternativeNames.length > 0 ? [`subjectAltName=${alternativeNames.join(',')}`] : []),
  ];
  await runCommand([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-CA', join(folder, 'ca.crt'), '-CAkey', join(folder, 'ca.key'), '-days', validDays],
    ...['-subj', `${organization === undefined ? '' : `/O=${organization}`}/CN=${commonName}`],
    ...['-keyout', pair.key, '-out', pair.certificate],
    ...extensions.flatMap((extension) => ['-addext', extension]),
  ]);
  return pair;
}

/** Makes the key that signs the tokens of ServiceAccounts. */
export async function createSigningKey(file: string): Promise<void> {
  await runCommand(['openssl', 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file]);
}

/** A kubeconfig with everything in it, so that the one file can be copied anywhere. */
export function writeKubeconfig(
  file: string,
  access: { context: string; server: string; authority: string; user: string; pair: KeyPair },
): void {
  const embed = (source: string): string => readFileSync(source).toString('base64');
  const { context, server, user } = access;
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster: { server, 'certificate-authority-data': embed(access.authority) } }],
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': embed(access.pair.certificate),
          'client-key-data': embed(access.pair.key),
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: context, user } }],
    'current-context': context,
  };
  // JSON is YAML.
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
}
