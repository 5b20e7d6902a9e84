import { join } from 'node:path';
import { projectFolder } from './projectFolder.ts';

/** Something that has to pass: a check of the sources, a build, or a suite of tests. */
export interface PlannedTask {
  readonly name: string;
  readonly title: string;
  readonly command: readonly string[];
  /** A suite's last line is its counts; anything else passes with exit status 0 and counts only when it fails. */
  readonly kind: 'suite' | 'check';
  /** Names of what it needs, of this lane or another. */
  readonly after?: readonly string[];
}

const node = (script: string, ...scriptArguments: string[]): string[] => [
  process.execPath,
  join(projectFolder, script),
  ...scriptArguments,
];
const tool = (name: string, ...toolArguments: string[]): string[] => [
  join(projectFolder, 'node_modules', '.bin', name),
  ...toolArguments,
];

/** What the suites drive; made once for all. */
const packaging: readonly PlannedTask[] = [
  { name: 'build', title: 'bundles within their limits', command: node('scripts/build.ts'), kind: 'check' },
  {
    name: 'package',
    title: 'podpath.vsix from an allow-list',
    command: node('scripts/package.ts', '--built'),
    kind: 'check',
    after: ['build'],
  },
];

/** What is judged without running the product. */
const checks: readonly PlannedTask[] = [
  { name: 'format', title: 'Prettier', command: tool('prettier', '--check', '--log-level=warn', '.') },
  { name: 'types', title: 'tsc for each environment', command: node('scripts/types.ts') },
  {
    name: 'lint',
    title: 'ESLint, type-checked, no warning allowed',
    command: tool('eslint', '--max-warnings=0', '.'),
  },
  {
    name: 'architecture',
    title: 'imports between the rooms',
    command: tool('depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'webview'),
  },
].map((check) => ({ ...check, kind: 'check' }));

/** The names that `--only` takes. */
export const suiteNames = ['unit', 'policy', 'hosts', 'e2e', 'cluster'] as const;

type SuiteName = (typeof suiteNames)[number];

const suites: Readonly<Record<SuiteName, PlannedTask>> = {
  unit: { name: 'unit', title: 'unit tests', command: node('scripts/unitTests.ts'), kind: 'suite' },
  policy: {
    name: 'policy',
    title: 'policy engines',
    command: node('test/policy/main.ts'),
    kind: 'suite',
  },
  hosts: {
    name: 'hosts',
    title: 'in-host tests',
    command: node('test/hosts/main.ts'),
    kind: 'suite',
    after: ['package'],
  },
  e2e: {
    name: 'e2e',
    title: 'end-to-end tests',
    command: node('test/endToEnd/main.ts'),
    kind: 'suite',
    after: ['package'],
  },
  cluster: {
    name: 'cluster',
    title: 'real-cluster suite',
    command: node('test/cluster/suite/main.ts', '--cli', join('dist', 'cli.js')),
    kind: 'suite',
    after: ['build'],
  },
};

/**
 * What runs beside what: the tasks of a lane run one after the other. The clusters' pods mostly wait, and leave one of two
 * processors to the other lane; a third lane would only make everybody wait for the processors, and miss what is on time.
 */
const lanes: readonly (readonly SuiteName[])[] = [['unit', 'policy', 'hosts', 'e2e'], ['cluster']];

/** What a run consists of. */
export interface TestPlan {
  readonly lanes: readonly (readonly PlannedTask[])[];
}

/**
 * Plans a run.
 * @param only the suites that are wanted
 * @param options whether the sources are checked too, and whether a package exists that is used as it is
 */
export function planTests(
  only: readonly string[],
  options: { readonly withChecks: boolean; readonly packaged: boolean },
): TestPlan {
  const wanted = lanes
    .map((lane) => lane.filter((name) => only.includes(name)).map((name) => suites[name]))
    .filter((lane) => lane.length > 0);
  const needed = new Set(wanted.flat().flatMap(({ after = [] }) => after));
  const isMade = options.packaged && !options.withChecks;
  const makes = options.withChecks
    ? packaging
    : packaging.filter(({ name }) => !isMade && (needed.has(name) || needed.has('package')));
  const made = new Set(makes.map(({ name }) => name));
  const withoutMade = ({ after = [], ...task }: PlannedTask): PlannedTask => ({
    ...task,
    after: after.filter((name) => made.has(name)),
  });
  const [first = [], ...others] = wanted.map((lane) => lane.map(withoutMade));
  const judged = options.withChecks ? checks : [];
  return {
    lanes: [makes, [...judged, ...first], ...others].filter((lane) => lane.length > 0),
  };
}
