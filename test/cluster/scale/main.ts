import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { consoleProgress } from '../progress.ts';
import { downCluster } from '../testBed.ts';
import { churn, type ChurnWrite } from './churn.ts';
import { openScaleApi } from './scaleApi.ts';
import { findScaleCluster, startScaleCluster } from './startScaleCluster.ts';

/** The command line of clusters of fake nodes: `node test/cluster/scale/main.ts …`; docs/testBed.md describes it. */

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted.abort(new Error(`interrupted by ${signal}`));
  });
}

const nameOption = (): Option => new Option('--name <name>', 'which cluster').default('scale');
const seedOption = (): Option =>
  new Option('--seed <seed>', 'decides every choice').default(1).argParser(parseNumber);

const program = new Command('scale')
  .description('a real API server with fake nodes and pods')
  .showHelpAfterError()
  .exitOverride();

program
  .command('up')
  .description('start one, or find it running; prints the path of its kubeconfig')
  .addOption(nameOption())
  .addOption(new Option('--pods <count>', 'how many pods').default(1000).argParser(parseNumber))
  .addOption(seedOption())
  .action(async ({ name, pods, seed }: { name: string; pods: number; seed: number }) => {
    const { signal } = interrupted;
    const cluster = await startScaleCluster({
      name,
      pods,
      seed,
      givesWay: true,
      signal,
      progress: consoleProgress(),
    });
    process.stdout.write(`${cluster.kubeconfigPath}\n`);
  });

program
  .command('down')
  .description('end one and everything that belongs to it')
  .addOption(nameOption())
  .action(({ name }: { name: string }) => downCluster(name, consoleProgress()));

interface ChurnArguments {
  readonly name: string;
  readonly rate: number;
  readonly seconds: number;
  readonly seed: number;
  readonly structural: number;
  readonly writes: boolean;
}

program
  .command('churn')
  .description('change things at a rate; says at the end what was done')
  .addOption(nameOption())
  .addOption(new Option('--rate <writes>', 'writes a second').default(200).argParser(parseNumber))
  .addOption(new Option('--seconds <seconds>', 'how long').default(60).argParser(parseNumber))
  .addOption(
    new Option('--structural <share>', 'share of creations, deletions and relabelings')
      .default(0.1)
      .argParser(parseNumber),
  )
  .option('--writes', 'print each accepted write as a line of JSON', false)
  .addOption(seedOption())
  .action(async ({ name, rate, seconds, seed, structural, writes }: ChurnArguments) => {
    const cluster = await findScaleCluster(name);
    if (cluster === undefined) throw new Error(`there is no cluster ${name} of fake nodes`);
    const api = openScaleApi(cluster.kubeconfigPath);
    const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(seconds * 1000)]);
    const onWrite = (write: ChurnWrite): void => {
      if (writes) process.stdout.write(`${JSON.stringify(write)}\n`);
    };
    const summary = await churn({ api, world: cluster.world, rate, structural, seed, signal, onWrite });
    await api.close();
    process.stderr.write(`${JSON.stringify(summary)}\n`);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = interrupted.signal.aborted ? 130 : 1;
  }
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('not a number');
  return value;
}
