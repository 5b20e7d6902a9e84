import { spawn, type ChildProcess } from 'node:child_process';
import { addressPlan } from '../addresses.ts';
import { createCgroups } from '../cgroups.ts';
import { buildBinaries } from '../binaries.ts';
import { inNetwork } from '../fabric.ts';
import { inCgroups, runForCluster } from '../processes.ts';
import type { Progress } from '../progress.ts';
import { readState } from '../state.ts';
import type { RunningCluster } from '../testBed.ts';
import { servedPorts, type OutsideHost } from '../../policy/arbitraries/world.ts';
import { serverArguments } from './worldObjects.ts';

/** Addresses of documentation ranges (RFC 5737), given to the fabric: the fabric is every node's way out. */
const addedHosts: readonly OutsideHost[] = [
  { name: 'partner', address: '198.51.100.7' },
  { name: 'internet', address: '203.0.113.9' },
];

/** Hosts outside of the cluster that serve as the pods do. */
export interface OutsideServers {
  readonly hosts: readonly OutsideHost[];
  /** The command, changed so that it runs where those hosts are. */
  run(argv: readonly string[]): string[];
  end(): Promise<void>;
}

/** Starts servers in the cluster's fabric: on the nodes' gateway and on addresses of the wide world. */
export async function startOutsideServers(
  cluster: RunningCluster,
  progress: Progress,
): Promise<OutsideServers> {
  const index = readState(cluster.name)?.index;
  if (index === undefined) throw new Error(`there is no cluster ${cluster.name}`);
  const hosts = [{ name: 'gateway', address: addressPlan(index).fabric }, ...addedHosts];
  const run = (argv: readonly string[]): string[] =>
    inCgroups(createCgroups(cluster.name, 'start'), inNetwork(cluster.name, 'fabric', argv));
  const addressCommand = (verb: 'replace' | 'delete', address: string): Promise<unknown> =>
    runForCluster(
      cluster.name,
      inNetwork(cluster.name, 'fabric', ['ip', 'address', verb, `${address}/32`, 'dev', 'lo']),
      { allowFailure: verb === 'delete' },
    );
  for (const { address } of addedHosts) await addressCommand('replace', address);
  const { agnhost } = await buildBinaries(progress);
  const addresses = hosts.map(({ address }) => address).join(',');
  const ports = [...new Set(servedPorts.map(({ port }) => port))];
  const servers = ports.map((port): ChildProcess => {
    const [program = '', ...own] = run([agnhost, ...serverArguments(port, addresses)]);
    return spawn(program, own, { stdio: 'ignore' });
  });
  const ended = servers.map(
    (server) =>
      new Promise<void>((resolve) => {
        server.once('error', () => {
          resolve();
        });
        server.once('close', () => {
          resolve();
        });
      }),
  );
  return {
    hosts,
    run,
    end: async () => {
      for (const server of servers) server.kill('SIGKILL');
      await Promise.all(ended);
      for (const { address } of addedHosts) await addressCommand('delete', address);
    },
  };
}
