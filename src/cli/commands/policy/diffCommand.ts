import type { Command } from 'commander';
import { otherPolicyNames } from '../../../core/model/coverage.ts';
import { differenceDocument } from '../../../core/documents/differenceDocument.ts';
import { policyDifference, type PolicyDifference } from '../../../core/policy/difference/policyDifference.ts';
import { podEndsOf } from '../../../core/policy/matrix/policyMatrix.ts';
import { formatPolicyEnd } from '../../../core/policy/policyQuery.ts';
import { coverageLines, gapsIn } from '../../../core/report/coverageText.ts';
import { renderDifference } from '../../../core/report/differenceText.ts';
import type { CliHost } from '../../cliHost.ts';
import { exitStatus, type ExitStatus } from '../../exitStatus.ts';
import { loadInput, type Input } from '../../loadInput.ts';
import { startProgress } from '../../progress.ts';
import { UsageError } from '../../usageError.ts';
import { documentText, parseFormat, styleOf } from '../../writeOutput.ts';
import { addDialectOption, dialectOf } from './dialectOption.ts';
import { declaredPorts, mostPorts, parsePorts } from './matrixCommand.ts';

interface DiffOptions {
  readonly ports?: string;
  readonly failOn?: string;
  readonly assumeComplete?: boolean;
  readonly dialect: string;
  readonly output: string;
  readonly verbose?: boolean;
}

const failures = ['opened', 'closed', 'unknown'] as const;
/** Without one of these lists on both sides the difference is not the whole one. */
const needed = ['pods', 'networkpolicies', ...otherPolicyNames] as const;

function parseFailOn(text: string | undefined): readonly (typeof failures)[number][] {
  if (text === undefined) return [];
  return text.split(',').map((part) => {
    const failure = failures.find((own) => own === part.trim());
    if (failure === undefined) throw new UsageError(`--fail-on ${text}: expected ${failures.join(', ')}.`);
    return failure;
  });
}

function gapsOf({ snapshot }: Input): readonly string[] {
  return coverageLines(snapshot, gapsIn(snapshot, needed)).map((line) => `${snapshot.context}: ${line}`);
}

/** Pods of one state that the other has not, sorted. */
function podsOnlyIn(one: Input, other: Input): readonly string[] {
  const known = new Set(podEndsOf(other.snapshot).map(formatPolicyEnd));
  return podEndsOf(one.snapshot)
    .map(formatPolicyEnd)
    .filter((name) => !known.has(name))
    .sort();
}

function statusOf(
  difference: PolicyDifference,
  gaps: readonly string[],
  failOn: readonly (typeof failures)[number][],
): ExitStatus {
  const changes = difference.ports.flatMap((port) => port.changes);
  const isUntold =
    (difference.ends.length === 0 && gaps.length > 0) ||
    (changes.length > 0 && changes.every(({ now }) => now === 'unknown'));
  if (isUntold) return exitStatus.unknown;
  const hasUnknown = changes.some(({ was, now }) => was === 'unknown' || now === 'unknown');
  const fails = { opened: difference.opened > 0, closed: difference.closed > 0, unknown: hasUnknown };
  return failOn.some((failure) => fails[failure]) ? exitStatus.broken : exitStatus.fine;
}

/** `podpath policy diff`: what one state allows and another does not. */
export function addDiffCommand(policy: Command, host: CliHost, finish: (status: ExitStatus) => void): void {
  const command = policy
    .command('diff')
    .argument('<before>', 'a snapshot, case file, list of kubectl get -o json|yaml, or folder of manifests')
    .argument('<after>', 'another one')
    .summary('which connections a change of policies opens and closes')
    .description('Compares two states, pod by pod and port by port: what one allows and the other does not.')
    .option(
      '--ports <ports>',
      `80,53/UDP,http: ports of the pods (default: the ${String(mostPorts)} most declared in the two)`,
    )
    .option('--fail-on <what>', 'exit with 1 when a connection is one of these: opened,closed,unknown')
    .option('--assume-complete', 'there is nothing beside what the files say')
    .option('-v, --verbose', 'say on stderr what is done')
    .option('-o, --output <format>', 'text, json or yaml', 'text');
  addDialectOption(command).action(async (before: string, after: string, options: DiffOptions) => {
    const format = parseFormat(options.output, ['text', 'json', 'yaml']);
    const failOn = parseFailOn(options.failOn);
    const asked = options.ports === undefined ? undefined : parsePorts(options.ports);
    const progress = startProgress(host, options.verbose === true);
    const load = (snapshot: string): Promise<Input> =>
      loadInput(
        host,
        { snapshot, ...(options.assumeComplete === true ? { assumeComplete: true } : {}) },
        progress,
        (namespace) => [namespace],
      );
    const [first, second] = [await load(before), await load(after)];
    const dialect = dialectOf(options.dialect, second.snapshot, (note) => {
      progress.info(note);
    });
    const declared = new Map(
      [first, second].flatMap(({ snapshot }) =>
        declaredPorts(snapshot).map((port) => [`${String(port.port)}/${port.protocol}`, port] as const),
      ),
    );
    const all = asked ?? [...declared.values()];
    const ports = asked ?? all.slice(0, mostPorts);
    const difference = policyDifference(first.snapshot, second.snapshot, { ports, dialect });
    const only = { before: podsOnlyIn(first, second), after: podsOnlyIn(second, first) };
    const document = differenceDocument(
      { snapshot: first.snapshot, notRead: first.problems },
      { snapshot: second.snapshot, notRead: second.problems },
      dialect.name,
      difference,
      only,
    );
    const gaps = [...gapsOf(first), ...gapsOf(second)];
    progress.clear();
    if (ports.length < all.length)
      progress.warn(
        `${String(all.length - ports.length)} more ports are declared: name those that matter with --ports.`,
      );
    host.stdout.write(
      format === 'text' ? renderDifference(document, gaps, styleOf(host)) : documentText(document, format),
    );
    finish(statusOf(difference, gaps, failOn));
  });
}
