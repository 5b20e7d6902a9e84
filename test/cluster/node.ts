import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join, relative } from 'node:path';
import { clusterDomain, dnsServiceAddress, type AddressPlan } from './addresses.ts';
import type { Binaries } from './binaries.ts';
import { artifactsFolder } from './builtArtifact.ts';
import { issueCertificate, writeKubeconfig } from './certificates.ts';
import { createCgroups, hierarchies } from './cgroups.ts';
import type { CommandOptions, CommandResult } from './command.ts';
import { runCommand } from './command.ts';
import { createNodeNetwork, inNetwork } from './fabric.ts';
import { images } from './images.ts';
import { childOf, inCgroups, isRunning, startDaemon } from './processes.ts';
import { clusterFolder, type NodeState } from './state.ts';
import { renderTemplate } from './template.ts';

/** What a node is started with. */
export interface NodeOptions {
  readonly cluster: string;
  readonly plan: AddressPlan;
  readonly name: string;
  readonly address: string;
  readonly binaries: Binaries;
  readonly imageArchives: readonly string[];
  /** Cilium's programs, for a node that has them instead of the bridge. */
  readonly ciliumFolder?: string | undefined;
  /** The API server's address on the nodes' network. */
  readonly server: string;
}

/** The node's own disk, as the host sees it; the logs are in its var/log. */
export function nodeFolder(cluster: string, node: string): string {
  return join(clusterFolder(cluster), 'nodes', node);
}

/** Starts a node: its network, its disk, containerd and the kubelet. Returns before it is ready. */
export async function startNode(options: NodeOptions): Promise<NodeState> {
  const { cluster, plan, name, address } = options;
  await createNodeNetwork(cluster, plan, name, address);
  await writeDisk(options);
  const supervisor = await startDaemon({
    argv: inNetwork(cluster, name, [
      ...[
        'unshare',
        '--mount',
        '--uts',
        '--ipc',
        '--cgroup',
        '--pid',
        '--fork',
        '--kill-child',
        '--mount-proc',
      ],
      ...['bash', join(import.meta.dirname, 'nodeInit.sh'), name, nodeFolder(cluster, name)],
      ...[dirname(clusterFolder(cluster)), artifactsFolder()],
      ...hierarchies().map(({ controllers }) => controllers.join(',') || 'unified'),
    ]),
    cgroups: createCgroups(cluster, name),
    logFile: join(nodeFolder(cluster, name), 'init.log'),
  });
  return { name, address, supervisor };
}

/**
 * Runs a command inside of a node, in all of its namespaces and cgroups, as over ssh on a machine.
 * @throws Error when the node does not run; see runCommand for the rest
 */
export function runInNode(
  cluster: string,
  node: NodeState,
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return runCommand(enterNode(cluster, node, argv), options);
}

/** The command, changed so that it runs inside of the node. */
export function enterNode(cluster: string, node: NodeState, argv: readonly string[]): string[] {
  const init = isRunning(node.supervisor) ? childOf(node.supervisor.id) : undefined;
  if (init === undefined) throw new Error(`the node ${node.name} of cluster ${cluster} does not run`);
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'];
  const enter = ['nsenter', '--target', String(init), ...namespaces, '--root', '--wd', '--', ...argv];
  return inCgroups(createCgroups(cluster, node.name), enter);
}

/** Gives a node the configuration of its network plugin; with it the node becomes Ready. */
export function writeNetworkConfiguration(cluster: string, node: string, conflist: string): void {
  const folder = join(nodeFolder(cluster, node), 'cni');
  mkdirSync(folder, { recursive: true });
  // containerd reads the folder whenever something in it changes, so the file must be whole when it appears.
  writeFileSync(join(folder, '.unfinished'), conflist);
  renameSync(join(folder, '.unfinished'), join(folder, '10-podpath.conflist'));
}

async function writeDisk(options: NodeOptions): Promise<void> {
  const { cluster, plan, name, address, server, binaries, imageArchives } = options;
  const folder = nodeFolder(cluster, name);
  const write = (place: string, content: string): void => {
    const file = join(folder, place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const inCache = (place: string): string => `${relative(artifactsFolder(), place)}\n`;
  write('kubernetes', inCache(binaries.kubernetes));
  write('images', imageArchives.map(inCache).join(''));
  if (options.ciliumFolder !== undefined) write('cilium', inCache(options.ciliumFolder));
  write('etc/hostname', `${name}\n`);
  write('etc/hosts', `127.0.0.1 localhost\n${address} ${name}\n`);
  write('etc/machine-id', `${randomBytes(16).toString('hex')}\n`);
  write('etc/resolv.conf', `nameserver ${plan.fabric}\n`);
  write('etc/containerd/config.toml', renderTemplate('containerd.toml', { pauseImage: images.pause }));
  const kubelet = { clusterDomain, dnsAddress: dnsServiceAddress };
  write('var/lib/kubelet/config.yaml', renderTemplate('kubeletConfiguration.yaml', kubelet));

  const authorityFolder = join(clusterFolder(cluster), 'pki');
  const pair = await issueCertificate(authorityFolder, name, {
    commonName: `system:node:${name}`,
    organization: 'system:nodes',
    alternativeNames: [`DNS:${name}`, `IP:${address}`],
  });
  const authority = join(authorityFolder, 'ca.crt');
  write('etc/kubernetes/pki/ca.crt', readFileSync(authority, 'utf8'));
  copyFileSync(pair.certificate, join(folder, 'etc/kubernetes/pki/kubelet.crt'));
  copyFileSync(pair.key, join(folder, 'etc/kubernetes/pki/kubelet.key'));
  const kubeconfig = join(folder, 'etc/kubernetes/kubelet.conf');
  writeKubeconfig(kubeconfig, { context: 'default', server, authority, user: `system:node:${name}`, pair });
}
