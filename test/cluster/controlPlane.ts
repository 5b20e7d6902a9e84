import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import {
  apiServiceAddress,
  clusterDomain,
  podNetwork,
  serviceNetwork,
  type AddressPlan,
} from './addresses.ts';
import type { Binaries } from './binaries.ts';
import { createAuthority, createSigningKey, issueCertificate, writeKubeconfig } from './certificates.ts';
import { createCgroups } from './cgroups.ts';
import { inNetwork } from './fabric.ts';
import { isRunning, logTail, startDaemon, type ProcessIdentity } from './processes.ts';
import { clusterFolder } from './state.ts';
import { renderTemplate } from './template.ts';
import { waitFor } from './waitFor.ts';

/** What the control plane is started with. */
export interface ControlPlaneOptions {
  readonly cluster: string;
  readonly plan: AddressPlan;
  readonly binaries: Binaries;
  readonly signal?: AbortSignal | undefined;
  /** A program and its arguments that start each daemon, e.g. `env GOGC=400`; it has to become the daemon. */
  readonly launcher?: readonly string[] | undefined;
  /** Is told of each daemon as soon as it runs. */
  readonly onStarted: (name: string, identity: ProcessIdentity) => void;
}

const apiPort = 6443;

/** The API server's address for whom the host may call "inside": nodes and pods. */
export function inwardServer(plan: AddressPlan): string {
  return `https://${plan.fabric}:${apiPort}`;
}

/** The API server's address for the host. */
export function hostServer(plan: AddressPlan): string {
  return `https://${plan.uplinkFabric}:${apiPort}`;
}

/** The administrator's kubeconfig, for clients on the host. */
export function kubeconfigPath(cluster: string): string {
  return join(clusterFolder(cluster), 'kubeconfig');
}

/** The API server's audit log: one JSON event a line, level Metadata. */
export function auditLogPath(cluster: string): string {
  return join(clusterFolder(cluster), 'logs', 'audit.log');
}

/** Makes every certificate and kubeconfig of the control plane; nodes get theirs when they are started. */
export async function writeCredentials(cluster: string, plan: AddressPlan): Promise<void> {
  const folder = join(clusterFolder(cluster), 'pki');
  const authority = (await createAuthority(folder)).certificate;
  await createSigningKey(join(folder, 'sa.key'));
  const serviceNames = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
  await issueCertificate(folder, 'apiserver', {
    commonName: 'kube-apiserver',
    alternativeNames: [
      ...[...serviceNames, `kubernetes.default.svc.${clusterDomain}`, 'localhost'].map(
        (name) => `DNS:${name}`,
      ),
      ...[apiServiceAddress, plan.fabric, plan.uplinkFabric, '127.0.0.1'].map((address) => `IP:${address}`),
    ],
  });
  await issueCertificate(folder, 'kubelet-client', {
    commonName: 'kube-apiserver-kubelet-client',
    organization: 'system:masters',
  });
  const context = `podpath-${cluster}`;
  for (const user of ['system:kube-controller-manager', 'system:kube-scheduler']) {
    const name = user.slice('system:'.length);
    const pair = await issueCertificate(folder, name, { commonName: user });
    const file = join(folder, `${name}.kubeconfig`);
    writeKubeconfig(file, { context, server: inwardServer(plan), authority, user, pair });
  }
  const user = 'kubernetes-admin';
  const pair = await issueCertificate(folder, 'admin', { commonName: user, organization: 'system:masters' });
  const server = hostServer(plan);
  writeKubeconfig(kubeconfigPath(cluster), { context, server, authority, user: `${user}-${cluster}`, pair });
}

/** Starts etcd, the API server and its controllers in the fabric, and the resolver that stands for the outside world. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<void> {
  const { cluster, plan, binaries } = options;
  const corefile = join(clusterFolder(cluster), 'upstream.corefile');
  writeFileSync(corefile, renderTemplate('upstream.corefile', { fabricAddress: plan.fabric }));
  await startInFabric(options, 'upstream-resolver', [binaries.coredns, '-conf', corefile]);
  await startStore(options);
  const auditPolicy = join(clusterFolder(cluster), 'auditPolicy.yaml');
  writeFileSync(auditPolicy, renderTemplate('auditPolicy.yaml', {}));
  await startApiServer(options, [
    `--audit-policy-file=${auditPolicy}`,
    `--audit-log-path=${auditLogPath(cluster)}`,
    // An event stands in the log when its request is answered, so a test may read it at once.
    '--audit-log-mode=blocking-strict',
  ]);
  await startControllerManager(options);
  await startInFabric(options, 'kube-scheduler', [
    component(options, 'kube-scheduler'),
    `--kubeconfig=${credential(cluster, 'kube-scheduler.kubeconfig')}`,
    '--leader-elect=false',
  ]);
}

/** Starts a daemon of the control plane in the fabric, in the cluster's cgroups. */
export async function startInFabric(
  { cluster, launcher = [], onStarted }: ControlPlaneOptions,
  name: string,
  argv: readonly string[],
): Promise<void> {
  const cgroups = createCgroups(cluster, 'control-plane');
  const logFile = daemonLog(cluster, name);
  const command = inNetwork(cluster, 'fabric', [...launcher, ...argv]);
  onStarted(name, await startDaemon({ argv: command, cgroups, logFile }));
}

/** A file of the cluster's credentials, e.g. `ca.crt`. */
export function credential(cluster: string, name: string): string {
  return join(clusterFolder(cluster), 'pki', name);
}

function component({ binaries }: ControlPlaneOptions, name: string): string {
  return join(binaries.kubernetes, name);
}

/** Starts etcd. A flag in `more` stands for the same flag here, as the last one given counts. */
export async function startStore(options: ControlPlaneOptions, more: readonly string[] = []): Promise<void> {
  await startInFabric(options, 'etcd', [
    component(options, 'etcd'),
    `--data-dir=${join(clusterFolder(options.cluster), 'etcd')}`,
    '--listen-client-urls=http://127.0.0.1:2379',
    '--advertise-client-urls=http://127.0.0.1:2379',
    '--listen-peer-urls=http://127.0.0.1:2380',
    // Nothing in it outlives the machine, and waiting for the disk would be most of its work.
    '--unsafe-no-fsync',
    '--log-level=warn',
    ...more,
  ]);
}

/**
 * Starts the API server and awaits that it is ready; `more` as for {@link startStore}.
 * @throws Error with the ends of the logs that tell why it is not
 */
export async function startApiServer(options: ControlPlaneOptions, more: readonly string[]): Promise<void> {
  const { cluster, plan, signal } = options;
  const pki = (name: string): string => credential(cluster, name);
  await startInFabric(options, 'kube-apiserver', [
    component(options, 'kube-apiserver'),
    `--advertise-address=${plan.fabric}`,
    `--secure-port=${apiPort}`,
    '--etcd-servers=http://127.0.0.1:2379',
    `--service-cluster-ip-range=${serviceNetwork}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--allow-privileged=true',
    `--client-ca-file=${pki('ca.crt')}`,
    `--tls-cert-file=${pki('apiserver.crt')}`,
    `--tls-private-key-file=${pki('apiserver.key')}`,
    `--kubelet-certificate-authority=${pki('ca.crt')}`,
    `--kubelet-client-certificate=${pki('kubelet-client.crt')}`,
    `--kubelet-client-key=${pki('kubelet-client.key')}`,
    '--kubelet-preferred-address-types=InternalIP',
    `--service-account-issuer=https://kubernetes.default.svc.${clusterDomain}`,
    `--service-account-key-file=${pki('sa.key')}`,
    `--service-account-signing-key-file=${pki('sa.key')}`,
    ...more,
  ]);
  try {
    const ready = (): Promise<boolean> => isApiServerReady(cluster, plan);
    await waitFor('the API server to be ready', ready, { timeout: 180_000, signal });
  } catch (error) {
    signal?.throwIfAborted();
    const logs = ['etcd', 'kube-apiserver'].map((daemon) => logTail(daemonLog(cluster, daemon)));
    throw new Error(`the API server does not become ready\n${logs.join('\n')}`, { cause: error });
  }
}

/** Starts the controllers; `more` as for {@link startStore}. */
export async function startControllerManager(
  options: ControlPlaneOptions,
  more: readonly string[] = [],
): Promise<void> {
  const pki = (name: string): string => credential(options.cluster, name);
  await startInFabric(options, 'kube-controller-manager', [
    component(options, 'kube-controller-manager'),
    `--kubeconfig=${pki('kube-controller-manager.kubeconfig')}`,
    '--use-service-account-credentials=true',
    '--leader-elect=false',
    '--allocate-node-cidrs=true',
    `--cluster-cidr=${podNetwork}`,
    `--service-cluster-ip-range=${serviceNetwork}`,
    `--root-ca-file=${pki('ca.crt')}`,
    `--service-account-private-key-file=${pki('sa.key')}`,
    `--cluster-signing-cert-file=${pki('ca.crt')}`,
    `--cluster-signing-key-file=${pki('ca.key')}`,
    ...more,
  ]);
}

/** True when the API server answers that everything in it is ready. */
export function isApiServerReady(cluster: string, plan: AddressPlan): Promise<boolean> {
  const pki = (name: string): Buffer => readFileSync(credential(cluster, name));
  return new Promise((resolve, reject) => {
    const options = {
      host: plan.uplinkFabric,
      port: apiPort,
      path: '/readyz',
      timeout: 2000,
      agent: false,
      ca: pki('ca.crt'),
      cert: pki('admin.crt'),
      key: pki('admin.key'),
    };
    const sent = request(options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    sent.on('timeout', () => sent.destroy(new Error('the API server did not answer in time')));
    sent.on('error', reject);
    sent.end();
  });
}

/** The names of daemons that are written down and do not run. */
export function endedDaemons(daemons: Readonly<Record<string, ProcessIdentity>>): string[] {
  return Object.entries(daemons)
    .filter(([, identity]) => !isRunning(identity))
    .map(([name]) => name);
}

function daemonLog(cluster: string, name: string): string {
  return join(clusterFolder(cluster), 'logs', `${name}.log`);
}
