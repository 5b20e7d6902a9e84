import type { NetworkPolicy } from '../../../core/model/networkPolicy.ts';
import type { Command } from 'commander';
import { isComplete } from '../../../core/model/coverage.ts';
import { plainLine } from '../../../core/text/escape.ts';
import { parseReference, formatReference, type ObjectReference } from '../../../core/model/reference.ts';
import type { ClusterSnapshot } from '../../../core/model/clusterSnapshot.ts';
import { detectPolicyProblems } from '../../../core/policy/detections/detectPolicyProblems.ts';
import type { PolicyProblem } from '../../../core/policy/detections/policyProblem.ts';
import type { PolicyDialect } from '../../../core/policy/dialect.ts';
import { reachTargetOf } from '../../../core/policy/reach/targetPorts.ts';
import { whoCanReach } from '../../../core/policy/reach/whoCanReach.ts';
import { renderPolicyExplanation, renderPolicyProblems } from '../../../core/report/policyExplanationText.ts';
import { renderReach } from '../../../core/report/reachText.ts';
import type { TextStyle } from '../../../core/text/terminalStyle.ts';
import type { CliHost } from '../../cliHost.ts';
import { checkNamespaceOptions } from '../../clusterOptions.ts';
import { exitStatus, type ExitStatus } from '../../exitStatus.ts';
import { loadInput } from '../../loadInput.ts';
import { startProgress } from '../../progress.ts';
import { UsageError } from '../../usageError.ts';
import { styleOf } from '../../writeOutput.ts';
import { addDialectOption, dialectOf } from './dialectOption.ts';
import { addPolicyInput, type PolicyOptions } from './policyOptions.ts';

interface ExplainOptions extends PolicyOptions {
  readonly dialect: string;
}

interface Explanation {
  readonly text: string;
  readonly status: ExitStatus;
}

function referenceOf(text: string, namespace: string): ObjectReference {
  const reference = parseReference(text, namespace);
  if (reference === undefined) {
    throw new UsageError(
      `${text}: expected networkpolicy/NAME, pod/NAME, service/NAME, deployment/NAME or namespace/NAME.`,
    );
  }
  return reference;
}

function statusOf(problems: readonly PolicyProblem[]): ExitStatus {
  return problems.some(({ severity }) => severity !== 'info') ? exitStatus.broken : exitStatus.fine;
}

/** Why not all policies of a namespace are known; `undefined` when they are. */
function unreadPolicies({ coverage }: ClusterSnapshot, namespace: string): string | undefined {
  if (isComplete(coverage, 'networkpolicies', namespace)) return undefined;
  const { state, reason } = coverage.networkpolicies;
  return reason ?? (state === 'complete' ? `NetworkPolicies of ${namespace} were not listed` : state);
}

function explainPolicy(
  snapshot: ClusterSnapshot,
  { namespace = '', name }: ObjectReference,
  dialect: PolicyDialect,
  style: TextStyle,
): Explanation {
  const policy = snapshot.namespaces.get(namespace)?.networkPolicies.get(name);
  if (policy === undefined) {
    const gap = unreadPolicies(snapshot, namespace);
    if (gap === undefined)
      throw new UsageError(`${namespace}/networkpolicy/${name}: there is no such policy.`);
    return {
      text: `${plainLine(`NetworkPolicy ${namespace}/${name} cannot be read: ${gap}`)}.\n`,
      status: exitStatus.unknown,
    };
  }
  const problems = detectPolicyProblems(snapshot, { namespace, dialect }).filter(
    (problem) => problem.policy.name === name,
  );
  return {
    text: renderPolicyExplanation(snapshot, policy, problems, dialect, style),
    status: statusOf(problems),
  };
}

function explainNamespace(
  snapshot: ClusterSnapshot,
  namespace: string,
  dialect: PolicyDialect,
  style: TextStyle,
): Explanation {
  const partition = snapshot.namespaces.get(namespace);
  const gap = unreadPolicies(snapshot, namespace);
  // What could not be read may be all that the namespace has.
  if (partition === undefined && gap === undefined)
    throw new UsageError(`namespace/${namespace}: there is no such namespace.`);
  const known = partition?.networkPolicies ?? new Map<string, NetworkPolicy>();
  const problems = detectPolicyProblems(snapshot, { namespace, dialect });
  const policies = [...known.values()].map((policy) =>
    renderPolicyExplanation(
      snapshot,
      policy,
      problems.filter((problem) => problem.policy.name === policy.name),
      dialect,
      style,
    ),
  );
  const others = problems.filter(({ policy }) => !known.has(policy.name));
  return {
    text: [
      ...(gap === undefined
        ? []
        : [`${plainLine(`Not all NetworkPolicies of ${namespace} can be read: ${gap}`)}.\n`]),
      ...(policies.length === 0 && gap === undefined
        ? [`Namespace ${namespace} has no NetworkPolicy: everything is allowed by them.\n`]
        : policies),
      ...(others.length === 0 ? [] : [renderPolicyProblems(others, style)]),
    ].join('\n'),
    status:
      gap === undefined || statusOf(problems) === exitStatus.broken ? statusOf(problems) : exitStatus.unknown,
  };
}

function explainReach(
  snapshot: ClusterSnapshot,
  reference: ObjectReference,
  dialect: PolicyDialect,
): Explanation {
  const target = reachTargetOf(snapshot, reference);
  if (target === undefined) throw new UsageError(`${formatReference(reference)}: there is no such thing.`);
  const heading = {
    target: formatReference(reference),
    context: snapshot.context,
    dialect: dialect.name,
    pods: target.pods.length,
  };
  return { text: renderReach(heading, whoCanReach(snapshot, target, dialect)), status: exitStatus.fine };
}

/** `podpath policy explain`: a policy in words, or who can reach something and why. */
export function addExplainCommand(
  policy: Command,
  host: CliHost,
  finish: (status: ExitStatus) => void,
): void {
  const command = policy
    .command('explain')
    .argument('<reference>', 'networkpolicy/NAME, pod/NAME, service/NAME, deployment/NAME or namespace/NAME')
    .summary('a policy in words, or who can reach something')
    .description(
      'Explains a NetworkPolicy (whom it selects, whom it lets through, what its author may not have meant), or who can reach a pod, Service or workload and because of which policy.',
    );
  addDialectOption(addPolicyInput(command)).action(async (text: string, options: ExplainOptions) => {
    checkNamespaceOptions(options);
    referenceOf(text, options.namespace ?? 'default');
    const progress = startProgress(host, options.verbose === true);
    const input = await loadInput(host, options, progress, (namespace) => [
      referenceOf(text, namespace).namespace ?? referenceOf(text, namespace).name,
    ]);
    input.close();
    const { snapshot, defaultNamespace } = input;
    progress.clear();
    const reference = referenceOf(text, defaultNamespace);
    const dialect = dialectOf(options.dialect, snapshot, (note) => {
      progress.info(note);
    });
    const style = styleOf(host);
    const explanation =
      reference.kind === 'networkpolicy'
        ? explainPolicy(snapshot, reference, dialect, style)
        : reference.kind === 'namespace'
          ? explainNamespace(snapshot, reference.name, dialect, style)
          : explainReach(snapshot, reference, dialect);
    host.stdout.write(explanation.text);
    finish(explanation.status);
  });
}
