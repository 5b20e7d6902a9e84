import type { Command } from 'commander';
import { followChanges } from '../../app/session/followChanges.ts';
import { openSession } from '../../app/session/session.ts';
import {
  changesDocument,
  fromChangeDocument,
  toChangeDocument,
} from '../../core/documents/changesDocument.ts';
import { changeLines, renderChanges } from '../../core/report/changesText.ts';
import type { NetworkChange } from '../../core/changes/networkChange.ts';
import { changeMilliseconds, recentChanges, type RecentChanges } from '../../core/changes/recentChanges.ts';
import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import { otherPolicyNames, routingResourceNames } from '../../core/model/coverage.ts';
import { coverageLines, gapsIn } from '../../core/report/coverageText.ts';
import type { CliHost } from '../cliHost.ts';
import {
  addAllNamespaces,
  addClusterOptions,
  checkNamespaceOptions,
  type ClusterOptions,
} from '../clusterOptions.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { toJson } from '../../core/text/documentText.ts';
import { loadInput, type Input } from '../loadInput.ts';
import { startProgress, type Progress } from '../progress.ts';
import { UsageError } from '../usageError.ts';
import { documentText, parseFormat, styleOf, type OutputFormat } from '../writeOutput.ts';

interface ChangesOptions extends ClusterOptions {
  readonly snapshot?: string;
  readonly since: string;
  readonly watch?: boolean;
  readonly output: string;
}

/** What changes are told of: without one of these lists nobody can say that nothing changed. */
const told = [
  'services',
  'endpointslices',
  'networkpolicies',
  ...otherPolicyNames,
  ...routingResourceNames,
] as const;

const unitMilliseconds = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Parses `90s`, `10m`, `2h` to milliseconds. */
function parseSince(text: string): number {
  const match = /^(\d{1,6})([smh])$/.exec(text);
  const [, amount, unit] = match ?? [];
  if (amount === undefined || Number(amount) === 0) {
    throw new UsageError(`--since ${text}: expected a time such as 90s, 10m or 2h.`);
  }
  return Number(amount) * unitMilliseconds[unit as keyof typeof unitMilliseconds];
}

/** What a file tells: the changes that a case kept, or else the last writes of its objects. */
function changesOfFile({ snapshot, caseFile }: Input, milliseconds: number): RecentChanges {
  const own = recentChanges(snapshot, undefined, snapshot.asOf, milliseconds);
  if (caseFile?.changes === undefined) return own;
  const changes = caseFile.changes.flatMap((change) => fromChangeDocument(change) ?? []);
  return { ...own, changes: changes.filter(({ time }) => Date.parse(time) >= Date.parse(own.since)) };
}

function writeRecent(
  host: CliHost,
  snapshot: ClusterSnapshot,
  recent: RecentChanges,
  { format, recorded }: { readonly format: OutputFormat; readonly recorded: boolean },
): void {
  const { context } = snapshot;
  host.stdout.write(
    format === 'json' || format === 'yaml'
      ? documentText(changesDocument(context, recent, snapshot.coverage), format)
      : renderChanges({ context, recorded, notes: coverageLines(snapshot) }, recent, styleOf(host)),
  );
}

/** Writes changes as they happen until Ctrl-C: lines of text, or one JSON document a line. */
async function watchChanges(
  host: CliHost,
  options: ChangesOptions,
  progress: Progress,
  format: OutputFormat,
): Promise<void> {
  const { kubeconfig, context } = options;
  const milliseconds = parseSince(options.since);
  const cluster = await host.openCluster({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
  const namespace = options.namespace ?? cluster.describe().namespace;
  const scope = options.allNamespaces === true ? {} : { namespaces: [namespace] };
  const session = openSession({ cluster, scope, clock: host.clock, log: progress });
  const write = (changes: readonly NetworkChange[]): void => {
    for (const change of changes) {
      const lines =
        format === 'json'
          ? [toJson(toChangeDocument(change))]
          : changeLines(change, change.time.slice(11, 19), styleOf(host));
      host.stdout.write(`${lines.join('\n')}\n`);
    }
  };
  try {
    progress.step('Reading …');
    await session.whenListed(host.signal);
    progress.clear();
    const recent = recentChanges(session.current(), undefined, host.clock.now(), milliseconds);
    if (format === 'json') write([...recent.changes].reverse());
    else writeRecent(host, session.current(), recent, { format, recorded: false });
    progress.warn('Watching; times are UTC. Ctrl-C ends it.');
    await followChanges(session, write, host.signal);
  } finally {
    await session.close();
  }
}

/** `podpath changes`: what changed lately, and who wrote it. */
export function addChangesCommand(
  program: Command,
  host: CliHost,
  finish: (status: ExitStatus) => void,
): void {
  const command = program
    .command('changes')
    .summary('show what changed lately, and who wrote it')
    .description(
      'Shows which Services, endpoints, policies, Ingresses and Gateways were written lately and by whom, from the ' +
        'managedFields of the objects themselves. What a write changed, and what was deleted, only --watch can tell.',
    )
    .option('--since <time>', 'how far back: 90s, 10m, 2h', `${changeMilliseconds / 60_000}m`)
    .option('-w, --watch', 'go on, and write each change as it happens')
    .option('--snapshot <path>', 'a snapshot, case file, or list of kubectl get -o json|yaml')
    .option('-o, --output <format>', 'text, json or yaml', 'text');
  addAllNamespaces(addClusterOptions(command)).action(async (options: ChangesOptions) => {
    checkNamespaceOptions(options);
    const format = parseFormat(options.output, ['text', 'json', 'yaml']);
    const milliseconds = parseSince(options.since);
    const progress = startProgress(host, options.verbose === true);
    if (options.watch === true) {
      if (options.snapshot !== undefined)
        throw new UsageError('A file does not change: --watch needs a cluster.');
      if (format === 'yaml') throw new UsageError('-o yaml: with --watch expected text or json.');
      await watchChanges(host, options, progress, format);
    } else {
      const input = await loadInput(host, options, progress, 'one-namespace');
      input.close();
      progress.clear();
      const recorded = options.snapshot !== undefined;
      const recent = recorded
        ? changesOfFile(input, milliseconds)
        : recentChanges(input.snapshot, undefined, host.clock.now(), milliseconds);
      writeRecent(host, input.snapshot, recent, { format, recorded });
      const gaps = gapsIn(input.snapshot, told);
      for (const line of format === 'text' ? [] : coverageLines(input.snapshot, gaps)) progress.warn(line);
      finish(gaps.length > 0 ? exitStatus.unknown : exitStatus.fine);
      return;
    }
    finish(exitStatus.fine);
  });
}
