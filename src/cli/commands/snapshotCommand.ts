import type { Command } from 'commander';
import { writeWholeFile } from '../../app/writeWholeFile.ts';
import { redactSnapshot } from '../../core/documents/redactSnapshot.ts';
import { snapshotToDocument } from '../../core/documents/snapshotConversion.ts';
import { coverageLines, gapsIn } from '../../core/report/coverageText.ts';
import { otherPolicyNames, questionResourceNames } from '../../core/model/coverage.ts';
import type { CliHost } from '../cliHost.ts';
import {
  addAllNamespaces,
  addClusterOptions,
  checkNamespaceOptions,
  type ClusterOptions,
} from '../clusterOptions.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { loadInput } from '../loadInput.ts';
import { startProgress } from '../progress.ts';
import { UsageError } from '../usageError.ts';
import { documentText, parseFormat } from '../writeOutput.ts';

interface SnapshotOptions extends ClusterOptions {
  readonly snapshot?: string;
  readonly out?: string;
  readonly output: string;
}

/** `podpath snapshot`: the cluster as one JSON document. */
export function addSnapshotCommand(
  program: Command,
  host: CliHost,
  finish: (status: ExitStatus) => void,
): void {
  const command = program
    .command('snapshot')
    .summary('save what the API says about the network')
    .description(
      'Writes one JSON document (schemas/snapshot.v1.json) with namespaces, nodes, pods, Services, EndpointSlices and ' +
        'NetworkPolicies, as far as a network needs them. It holds no secrets, and every other command takes it with --snapshot.',
    )
    .option('--out <file>', 'write to this file instead of standard output')
    .option('--snapshot <path>', 'make it from a list of kubectl get -o json|yaml, or a folder of manifests')
    .option('-o, --output <format>', 'json or yaml', 'json');
  addAllNamespaces(addClusterOptions(command)).action(async (options: SnapshotOptions) => {
    checkNamespaceOptions(options);
    const format = parseFormat(options.output, ['json', 'yaml']);
    const progress = startProgress(host, options.verbose === true);
    const input = await loadInput(host, options, progress, 'one-namespace');
    input.close();
    const { snapshot } = input;
    progress.clear();
    // Said before anything else: who reads the end of the output only must not take it for the whole.
    const lines = [
      ...coverageLines(snapshot),
      ...coverageLines(snapshot, gapsIn(snapshot, otherPolicyNames)),
    ];
    for (const line of lines) progress.warn(`not complete: ${line}`);
    const text = documentText(redactSnapshot(snapshotToDocument(snapshot)), format);
    if (options.out === undefined) host.stdout.write(text);
    else {
      await writeWholeFile(options.out, text).catch((error: unknown) => {
        throw new UsageError(
          `--out ${options.out ?? ''}: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
      progress.step(`Wrote ${options.out} (${(text.length / 1e6).toFixed(1)} MB)`);
      progress.clear();
    }
    finish(gapsIn(snapshot, questionResourceNames).length > 0 ? exitStatus.unknown : exitStatus.fine);
  });
}
