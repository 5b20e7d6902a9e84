import type { Command } from 'commander';
import { writeWholeFile } from '../../app/writeWholeFile.ts';
import { changesBefore } from '../../core/changes/changesBefore.ts';
import { fromChangeDocument } from '../../core/documents/changesDocument.ts';
import type { NetworkChange } from '../../core/changes/networkChange.ts';
import { recentChanges } from '../../core/changes/recentChanges.ts';
import { diagnosisDocument } from '../../core/documents/diagnosisDocument.ts';
import { describeQuestion, diagnosisReport } from '../../core/report/diagnosisReport.ts';
import { writeCase } from '../../core/documents/writeCase.ts';
import type { CliHost } from '../cliHost.ts';
import { addClusterOptions, checkNamespaceOptions, type ClusterOptions } from '../clusterOptions.ts';
import { completeQuestion, namespacesOfQuestion } from '../completeQuestion.ts';
import { exitStatus, statusOfVerdict, type ExitStatus } from '../exitStatus.ts';
import { loadInput, type Input } from '../loadInput.ts';
import {
  parseFamily,
  parsePort,
  parseProtocol,
  parseSource,
  parseSourceWorkload,
  parseTarget,
} from '../parseEnds.ts';
import { addPrivilegeOptions, parseAllow, privilegesOf, type PrivilegeOptions } from '../privilegeOptions.ts';
import { type Progress, startProgress } from '../progress.ts';
import { renderReport } from '../renderReport.ts';
import { sourcePods } from '../sourcePods.ts';
import { runDiagnosis, runOptionsOf } from '../runEngine.ts';
import { UsageError } from '../usageError.ts';
import { jsonText, outputFormats, parseFormat } from '../writeOutput.ts';
import type { Question } from '../../core/inquiry/question.ts';
import type { Pod } from '../../core/model/clusterSnapshot.ts';
import { formatReference } from '../../core/model/reference.ts';

interface DiagnoseOptions extends ClusterOptions, PrivilegeOptions {
  readonly from?: string;
  readonly to?: string;
  readonly port?: string;
  readonly protocol?: string;
  readonly family?: string;
  readonly via?: string;
  readonly save?: string;
  readonly case?: string;
  readonly snapshot?: string;
  readonly output: string;
}

const vias = ['cluster-ip', 'node-port', 'load-balancer', 'external-ip'];

/** Refuses what the contract knows and this version does not do: nothing that was asked for is left out in silence. */
function refuseUnbuilt({ via }: DiagnoseOptions): void {
  if (via !== undefined && !vias.includes(via))
    throw new UsageError(`--via ${via}: expected ${vias.join(', ')}.`);
  if (via !== undefined && via !== 'cluster-ip') {
    throw new UsageError(
      `--via ${via}: this version follows a Service by its cluster address only. Leave --via out, or ask for --to ADDRESS.`,
    );
  }
}

/**
 * The question as typed; the namespace is that of references without one.
 * @param pod stands for the workload that `--from` names
 */
function questionOf(options: DiagnoseOptions, namespace: string, pod?: Pod): Question {
  const { from, to } = options;
  if (from === undefined)
    throw new UsageError('--from is missing: who opens the connection? For example --from pod/cart-0.');
  if (to === undefined)
    throw new UsageError(
      '--to is missing: what is to be reached? For example --to service/web, --to web.shop or --to 10.96.0.10.',
    );
  const workload = parseSourceWorkload(from, namespace);
  return {
    from:
      workload === undefined
        ? parseSource(from, namespace)
        : { kind: 'pod', namespace: workload.namespace ?? namespace, name: pod?.name ?? workload.name },
    to: parseTarget(to, namespace),
    ...(options.port === undefined ? {} : { port: parsePort(options.port) }),
    protocol: parseProtocol(options.protocol ?? 'TCP'),
    ...(options.family === undefined ? {} : { family: parseFamily(options.family) }),
  };
}

/** The pod that stands for the workload that `--from` names: a ready one, which is said. */
function podOfWorkload(options: DiagnoseOptions, input: Input, progress: Progress): Pod | undefined {
  const workload = parseSourceWorkload(options.from ?? '', input.defaultNamespace);
  if (workload === undefined) return undefined;
  const pods = sourcePods(workload, input.snapshot);
  const [pod] = pods;
  if (pod !== undefined)
    progress.info(
      `From ${pod.namespace}/pod/${pod.name}, one of ${String(pods.length)} pods of ${formatReference(workload)}.`,
    );
  return pod;
}

/** Options that ask a question of their own: a case has one already. */
const ofQuestion = ['from', 'to', 'port', 'protocol', 'family', 'snapshot'] as const;

function checkCaseOptions(options: DiagnoseOptions): void {
  if (parseAllow(options.allow).length > 0 && (options.case ?? options.snapshot) !== undefined) {
    throw new UsageError('--allow needs a cluster: leave it out with --case and --snapshot.');
  }
  if (options.case === undefined) return;
  const both = ofQuestion.find((name) => options[name] !== undefined);
  if (both !== undefined) {
    throw new UsageError(
      `--case holds its own question and snapshot; leave --${both} out, or give the file with --snapshot.`,
    );
  }
}

/** What a case keeps of the time before it: what it kept when it was a case, else the last writes of the objects. */
function changesToKeep({ snapshot, caseFile }: Input): readonly NetworkChange[] {
  if (caseFile === undefined) return recentChanges(snapshot, undefined, snapshot.asOf).changes;
  return (caseFile.changes ?? []).flatMap((change) => fromChangeDocument(change) ?? []);
}

/** `podpath diagnose`: why can this not talk to that? */
export function addDiagnoseCommand(
  program: Command,
  host: CliHost,
  finish: (status: ExitStatus) => void,
): void {
  const command = program
    .command('diagnose')
    .summary('find out why one thing cannot reach another')
    .description(
      'Follows one connection through every layer and names the first broken hop, its cause with evidence, and a repair. It only ' +
        'reads: API objects, and programs run with exec in containers that are there. Where these lack the tools, or the node ' +
        'itself has to be looked at, it shows what it would create for that, and creates it only when that is allowed.',
    )
    .option('--from <reference>', 'pod/NAME, deployment/NAME (one ready pod), node/NAME or an address')
    .option('--to <target>', 'service/NAME, pod/NAME, or a name or address as an application types it')
    .option(
      '-p, --port <port>',
      "port that the client dials, number or name (default: the Service's only one)",
    )
    .option('--protocol <protocol>', 'TCP, UDP or SCTP (default: TCP)')
    .option('--family <family>', 'judge only IPv4 (4) or IPv6 (6)')
    .option('--via <way>', 'cluster-ip (this version knows no other)')
    .option('--save <file>', 'write the case: question, snapshot and observations, without secrets')
    .option('--case <file>', 'replay a saved case, without a cluster')
    .option('--snapshot <path>', 'answer from a snapshot, a list or manifests, without probes')
    .option('-o, --output <format>', 'text, json, yaml, markdown or mermaid', 'text');
  addClusterOptions(addPrivilegeOptions(command)).action(async (options: DiagnoseOptions) => {
    checkNamespaceOptions(options);
    checkCaseOptions(options);
    refuseUnbuilt(options);
    const format = parseFormat(options.output, outputFormats);
    const progress = startProgress(host, options.verbose === true);
    if (options.case === undefined) questionOf(options, options.namespace ?? 'default');
    const source = options.case === undefined ? options : { ...options, snapshot: options.case };
    const input = await loadInput(host, source, progress, (namespace) =>
      namespacesOfQuestion(questionOf(options, namespace)),
    );
    try {
      const { caseFile } = input;
      if (options.case !== undefined && caseFile === undefined) {
        throw new UsageError(
          `--case ${options.case}: not a case file. Give it with --snapshot, with --from and --to.`,
        );
      }
      const question =
        options.case === undefined || caseFile === undefined
          ? completeQuestion(
              questionOf(options, input.defaultNamespace, podOfWorkload(options, input, progress)),
              input.snapshot,
            )
          : caseFile.question;
      progress.step(`Diagnosing ${describeQuestion(question)}`);
      const privileges = privilegesOf(host, options, progress);
      const run = runOptionsOf(host, input, progress, options.debugImage, privileges);
      const result = await runDiagnosis(host, input, question, progress, run);
      const { diagnosis, observations, snapshot, failure } = result;
      progress.clear();
      const changes = changesToKeep({ ...input, snapshot });
      if (options.save !== undefined) {
        const file = options.save;
        await writeWholeFile(file, jsonText(writeCase(question, snapshot, observations, changes))).catch(
          (error: unknown) => {
            throw new UsageError(`--save ${file}: ${error instanceof Error ? error.message : String(error)}`);
          },
        );
      }
      host.stdout.write(
        renderReport(
          host,
          diagnosisReport(diagnosis, changesBefore(question, snapshot, changes, diagnosis.asOf)),
          () => diagnosisDocument(diagnosis),
          format,
        ),
      );
      finish(failure === undefined ? statusOfVerdict(diagnosis.verdict) : exitStatus.unknown);
    } finally {
      input.close();
    }
  });
}
