import { spawn } from 'node:child_process';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { MissingSystemPackage } from '../../scripts/systemPackages.ts';
import { applyDemo } from './demo.ts';
import { consoleProgress } from './progress.ts';
import {
  InvalidClusterOptions,
  TestBedUnavailable,
  clusterNames,
  clusterProblems,
  commandInNode,
  downCluster,
  findCluster,
  upCluster,
  type RunningCluster,
} from './testBed.ts';
import type { NetworkPlugin, ProxyMode } from './state.ts';

/** The command line of the test bed: `npm run cluster -- …`; docs/testBed.md describes it. */

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted.abort(new Error(`interrupted by ${signal}`));
  });
}

const nameOption = (): Option => new Option('--name <name>', 'which cluster').default('default');

const program = new Command('cluster')
  .description('a real Kubernetes cluster for tests')
  .showHelpAfterError()
  .exitOverride();

interface UpOptions {
  readonly name: string;
  readonly nodes: number;
  readonly proxyMode: ProxyMode;
  readonly cni: NetworkPlugin;
}

program
  .command('up')
  .description('start a cluster, or find it running')
  .addOption(nameOption())
  .addOption(new Option('--nodes <count>', 'how many nodes').default(2).argParser(parseCount))
  .addOption(
    new Option('--proxy-mode <mode>', 'of kube-proxy').choices(['iptables', 'nftables']).default('iptables'),
  )
  .addOption(
    new Option('--cni <plugin>', 'what connects the pods').choices(['bridge', 'cilium']).default('bridge'),
  )
  .action(async ({ name, nodes, proxyMode, cni }: UpOptions) => {
    const { signal } = interrupted;
    const options = { name, nodes, proxyMode, networkPlugin: cni, signal };
    const cluster = await upCluster({ ...options, progress: consoleProgress() });
    process.stdout.write(`export KUBECONFIG=${cluster.kubeconfigPath}\n`);
  });

program
  .command('down')
  .description('end a cluster and everything that belongs to it')
  .addOption(nameOption())
  .option('--all', 'every cluster of this machine')
  .action(async ({ name, all }: { name: string; all?: boolean }) => {
    for (const each of all ? clusterNames() : [name]) await downCluster(each, consoleProgress());
  });

program
  .command('status')
  .description('list the clusters of this machine')
  .action(async () => {
    const names = clusterNames();
    if (names.length === 0) process.stdout.write('no clusters\n');
    for (const name of names) {
      const problems = await clusterProblems(name);
      const nodes = findCluster(name)?.nodes.map((node) => `${node.name} ${node.address}`) ?? [];
      const verdict = problems.length === 0 ? 'works' : problems.join('; ');
      process.stdout.write(`${[name, nodes.join(', '), verdict].filter(Boolean).join(': ')}\n`);
    }
  });

program
  .command('kubeconfig')
  .description("print the path of the administrator's kubeconfig")
  .addOption(nameOption())
  .action(({ name }: { name: string }) => {
    process.stdout.write(`${existing(name).kubeconfigPath}\n`);
  });

program
  .command('shell')
  .description('open a shell inside of a node')
  .argument('<node>')
  .addOption(nameOption())
  .action(async (node: string, { name }: { name: string }) => {
    process.exitCode = await passThrough(commandInNode(existing(name), node, ['bash']));
  });

program
  .command('run')
  .description('run a command inside of a node')
  .usage('[--name <name>] <node> -- <command...>')
  .argument('<node>')
  .argument('<command...>')
  .addOption(nameOption())
  .action(async (node: string, command: string[], { name }: { name: string }) => {
    process.exitCode = await passThrough(commandInNode(existing(name), node, command));
  });

program
  .command('demo')
  .description('create the demo workload: a small shop in three namespaces')
  .addOption(nameOption())
  .action(async ({ name }: { name: string }) => {
    await applyDemo(existing(name), consoleProgress());
  });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** Tells what went wrong, and the exit code for it; what commander refuses, it has told itself. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (interrupted.signal.aborted) return 130;
  const refusals = [InvalidClusterOptions, TestBedUnavailable, MissingSystemPackage];
  return refusals.some((kind) => error instanceof kind) ? 2 : 1;
}

function existing(name: string): RunningCluster {
  const cluster = findCluster(name);
  if (cluster) return cluster;
  throw new InvalidClusterOptions(
    `there is no cluster ${name}; npm run cluster -- up --name ${name} starts it`,
  );
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count)) throw new InvalidArgumentError('not a whole number');
  return count;
}

/** Runs a command with the terminal as its input and outputs, and returns its exit code. */
function passThrough(argv: readonly string[]): Promise<number> {
  const [command = '', ...commandArguments] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 128);
    });
  });
}
