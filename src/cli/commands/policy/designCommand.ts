import type { Command } from 'commander';
import type { ClusterSnapshot } from '../../../core/model/clusterSnapshot.ts';
import { designDefaultDeny, type PolicyDirection } from '../../../core/policy/design/defaultDeny.ts';
import type { PolicyDesign } from '../../../core/policy/design/designedPolicy.ts';
import { designLeastPrivilege } from '../../../core/policy/design/leastPrivilege.ts';
import { designSegmentation, segmentationPresets } from '../../../core/policy/design/segmentation.ts';
import { networkPolicyObject, writePolicies } from '../../../core/policy/design/writePolicies.ts';
import { planDocuments, planZeroTrust } from '../../../core/policy/design/zeroTrustPlan.ts';
import type { CliHost } from '../../cliHost.ts';
import { checkNamespaceOptions } from '../../clusterOptions.ts';
import { exitStatus, type ExitStatus } from '../../exitStatus.ts';
import { loadInput } from '../../loadInput.ts';
import { startProgress } from '../../progress.ts';
import { UsageError } from '../../usageError.ts';
import { jsonText, parseFormat } from '../../writeOutput.ts';
import { addPolicyInput, collect, type PolicyOptions } from './policyOptions.ts';
import { readConnections, type ConnectionSources } from './readDeclarations.ts';

interface DesignOptions extends PolicyOptions, ConnectionSources {
  readonly direction: string;
  readonly dns: boolean;
  readonly output: string;
}

interface ZeroTrustOptions extends PolicyOptions, ConnectionSources {
  readonly namespaces?: string;
  readonly output: string;
}

interface SegmentOptions extends PolicyOptions {
  readonly namespaces?: string;
  readonly monitoring?: string;
  readonly output: string;
}

/** What a design works with: the cluster, and the namespace of references that name none. */
interface DesignBasis {
  readonly snapshot: ClusterSnapshot;
  readonly namespace: string;
}

const directionsByWord: Readonly<Record<string, readonly PolicyDirection[]>> = {
  ingress: ['Ingress'],
  egress: ['Egress'],
  both: ['Ingress', 'Egress'],
};

function parseDirections(word: string): readonly PolicyDirection[] {
  const directions = Object.hasOwn(directionsByWord, word) ? directionsByWord[word] : undefined;
  if (directions === undefined)
    throw new UsageError(`--direction ${word}: expected ingress, egress or both.`);
  return directions;
}

/** Splits `a,b` and refuses what is empty. */
function parseNames(option: string, text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new UsageError(`${option} ${text}: expected names joined by commas.`);
  return names;
}

/** Runs one design: reads the cluster, writes the documents to stdout and the warnings to stderr. */
async function runDesign(
  host: CliHost,
  options: PolicyOptions & { readonly output: string },
  design: (basis: DesignBasis) => PolicyDesign | Promise<PolicyDesign>,
): Promise<ExitStatus> {
  checkNamespaceOptions(options);
  const format = parseFormat(options.output, ['yaml', 'json']);
  const progress = startProgress(host, options.verbose === true);
  const input = await loadInput(host, options, progress, (namespace) => [namespace]);
  input.close();
  const { policies, warnings } = await design({
    snapshot: input.snapshot,
    namespace: input.defaultNamespace,
  });
  progress.clear();
  for (const warning of warnings) progress.warn(warning);
  host.stdout.write(
    format === 'yaml'
      ? writePolicies(policies)
      : jsonText({
          apiVersion: 'v1',
          kind: 'List',
          items: policies.map(({ policy }) => networkPolicyObject(policy)),
        }),
  );
  return policies.length === 0 ? exitStatus.unknown : exitStatus.fine;
}

const outputOption = ['-o, --output <format>', 'yaml or json', 'yaml'] as const;

function addDirectionOptions(command: Command): Command {
  return command
    .option('--direction <direction>', 'ingress, egress or both', 'both')
    .option('--no-dns', 'do not keep name resolution open')
    .option(...outputOption);
}

/** Adds the ways in which connections are named. */
export function addConnectionOptions(command: Command): Command {
  return command
    .option(
      '--allow <connection>',
      '"FROM -> TO:PORT": a connection that has to stay possible; may be given again',
      collect,
      [],
    )
    .option('--connections <file>', 'a file of such lines')
    .option('--flows <file>', 'observed flows: JSON lines of hubble observe -o jsonpb, or conntrack -L');
}

/** `podpath policy design …`: proposes policies, and applies none. */
export function addDesignCommand(policy: Command, host: CliHost, finish: (status: ExitStatus) => void): void {
  const design = policy
    .command('design')
    .summary('propose NetworkPolicies as YAML')
    .description(
      'Writes NetworkPolicies as YAML documents with comments. Nothing is applied: look at them, then kubectl apply -f.',
    );

  addDirectionOptions(addPolicyInput(design.command('default-deny')))
    .summary('isolate every pod of a namespace')
    .description(
      'Denies everything that no other policy allows, in one direction or both, with DNS kept open.',
    )
    .action(async (options: DesignOptions) => {
      const directions = parseDirections(options.direction);
      finish(
        await runDesign(host, options, ({ snapshot, namespace }) =>
          designDefaultDeny(snapshot, { namespace, directions, keepDns: options.dns }),
        ),
      );
    });

  addDirectionOptions(addConnectionOptions(addPolicyInput(design.command('least-privilege'))))
    .summary('allow the connections that are named, and nothing else')
    .description(
      'Writes the policies that allow the named connections and nothing else, on both sides: with the port on which the pods listen, and labels that tell the workload apart.',
    )
    .action(async (options: DesignOptions) => {
      const directions = parseDirections(options.direction);
      finish(
        await runDesign(host, options, async ({ snapshot, namespace }) => {
          const named = await readConnections(options, snapshot, namespace);
          const own = designLeastPrivilege(snapshot, named.connections, {
            directions,
            keepDns: options.dns,
          });
          return { policies: own.policies, warnings: [...named.warnings, ...own.warnings] };
        }),
      );
    });

  addPolicyInput(design.command('segment'))
    .argument('<preset>', segmentationPresets.join(', '))
    .option('--namespaces <names>', "namespaces, joined by commas (default: -n, or the context's)")
    .option('--monitoring <names>', 'namespaces whose pods may collect metrics everywhere')
    .option(...outputOption)
    .summary('close namespaces against each other')
    .description(
      'strict: pods talk within their namespace and resolve names. permissive: nobody from outside may connect. open: everything is allowed, explicitly.',
    )
    .action(async (presetText: string, options: SegmentOptions) => {
      const preset = segmentationPresets.find((candidate) => candidate === presetText);
      if (preset === undefined) {
        throw new UsageError(`${presetText}: expected ${segmentationPresets.join(', ')}.`);
      }
      const { namespaces, monitoring } = options;
      finish(
        await runDesign(host, options, ({ snapshot, namespace }) =>
          designSegmentation(snapshot, {
            namespaces: namespaces === undefined ? [namespace] : parseNames('--namespaces', namespaces),
            preset,
            monitoringNamespaces: monitoring === undefined ? [] : parseNames('--monitoring', monitoring),
          }),
        ),
      );
    });

  addConnectionOptions(addPolicyInput(design.command('zero-trust')))
    .option('--namespaces <names>', "namespaces, joined by commas (default: -n, or the context's)")
    .option(...outputOption)
    .summary('plan the way to "only what is named", step by step')
    .description(
      'Writes the policies that leave only the named connections possible, in an order in which none of them is ever cut, with what each step ends. Compared by the matrix of all pods before and after each step.',
    )
    .action(async (options: ZeroTrustOptions) => {
      const { namespaces } = options;
      finish(
        await runDesign(host, options, async ({ snapshot, namespace }) => {
          const named = await readConnections(options, snapshot, namespace);
          const inPlan = namespaces === undefined ? [namespace] : parseNames('--namespaces', namespaces);
          const plan = planZeroTrust(snapshot, inPlan, named.connections);
          return { policies: planDocuments(plan), warnings: [...named.warnings, ...plan.warnings] };
        }),
      );
    });
}
