import type { Command } from 'commander';
import { otherPolicyNames } from '../../../core/model/coverage.ts';
import { connectionsDocument } from '../../../core/documents/connectionsDocument.ts';
import {
  allowedConnections,
  type AllowedConnections,
} from '../../../core/policy/connections/allowedConnections.ts';
import {
  connectionsCsv,
  connectionsDot,
  connectionsMarkdown,
  renderConnections,
} from '../../../core/report/connectionsText.ts';
import { coverageLines, gapsIn } from '../../../core/report/coverageText.ts';
import type { CliHost } from '../../cliHost.ts';
import { checkNamespaceOptions } from '../../clusterOptions.ts';
import { exitStatus, type ExitStatus } from '../../exitStatus.ts';
import { loadInput } from '../../loadInput.ts';
import { startProgress } from '../../progress.ts';
import { documentText, parseFormat, styleOf } from '../../writeOutput.ts';
import { addDialectOption, dialectOf } from './dialectOption.ts';
import { addPolicyInput, type PolicyOptions } from './policyOptions.ts';

interface ListOptions extends PolicyOptions {
  readonly dialect: string;
  readonly output: string;
}

/** Without one of these lists the answer is not the whole one. */
const needed = ['pods', 'networkpolicies', ...otherPolicyNames] as const;

/** Nothing was told: no workload is known although there may be some, or nothing of any connection is. */
function isUntold({ workloads, connections }: AllowedConnections, gaps: readonly string[]): boolean {
  if (workloads.length === 0) return gaps.length > 0;
  return (
    connections.length > 0 &&
    connections.every(({ allowed, partly }) => allowed.length === 0 && partly.length === 0)
  );
}

/** `podpath policy list`: all connections that policies allow, workload by workload. */
export function addListCommand(policy: Command, host: CliHost, finish: (status: ExitStatus) => void): void {
  const command = policy
    .command('list')
    .summary('all connections that policies allow, workload by workload')
    .description(
      'Lists which workloads, and which addresses outside, may connect to which on what ports. Without -n the whole cluster is read.',
    )
    .option('-o, --output <format>', 'text, json, yaml, csv, markdown or dot', 'text');
  addDialectOption(addPolicyInput(command)).action(async (options: ListOptions) => {
    checkNamespaceOptions(options);
    const format = parseFormat(options.output, ['text', 'json', 'yaml', 'csv', 'markdown', 'dot']);
    const progress = startProgress(host, options.verbose === true);
    const input = await loadInput(host, options, progress, (namespace) => [namespace]);
    input.close();
    const { snapshot, problems } = input;
    const dialect = dialectOf(options.dialect, snapshot, (note) => {
      progress.info(note);
    });
    const { namespace } = options;
    const found = allowedConnections(
      snapshot,
      dialect,
      (end) => namespace === undefined || (end.kind === 'pod' && end.namespace === namespace),
    );
    progress.clear();
    const gaps = coverageLines(snapshot, gapsIn(snapshot, needed));
    const heading = { context: snapshot.context, dialect: dialect.name, gaps };
    const write = (): string => {
      switch (format) {
        case 'json':
        case 'yaml':
          return documentText(connectionsDocument(snapshot, dialect.name, found, problems), format);
        case 'csv':
          return connectionsCsv(found);
        case 'markdown':
          return connectionsMarkdown(heading, found);
        case 'dot':
          return connectionsDot(heading, found);
        case 'text':
          return renderConnections(heading, found, styleOf(host));
      }
    };
    if (format === 'csv' || format === 'dot') for (const gap of gaps) progress.warn(gap);
    host.stdout.write(write());
    finish(isUntold(found, gaps) ? exitStatus.unknown : exitStatus.fine);
  });
}
