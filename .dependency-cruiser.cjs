/**
 * The rooms of the project and which way imports go between them (docs/architecture.md). Run by `npm run lint`;
 * test/architecture plants an import against each rule and sees it refused.
 */

/** Tests may use the test runner, files and everything of their own room. */
const test = '\\.(test|cases)\\.ts$|/testing/';

/** The two compositions: they alone know the use cases (src/app) and the real cluster (src/cluster) together. */
const compositions = ['^src/app/engineEntry\\.ts$', '^src/cli/main\\.ts$'];

/** What the bundler starts from, and what else is used from outside. */
const entries = [
  ...compositions,
  '^src/extension/extension\\.ts$',
  '^webview/(map|report)/(main|mermaidEntry)\\.ts$',
  // What schemas/ is written from, and held against, by a test.
  '^src/core/documents/documentSchemas\\.ts$',
];

/**
 * A room may import itself and the rooms given, none else.
 * @param {string} name
 * @param {string} room a folder
 * @param {string[]} allowed patterns of paths
 * @param {string} comment
 */
const room = (name, room, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: compositions },
  to: { path: '^(src|webview|scripts|test)/', pathNot: [`^${room}/`, ...allowed] },
});

/** What every room of core may use. */
const values = ['address', 'text'];

/** What a judgement is made from. */
const belowChecks = [
  ...values,
  'model',
  'dns',
  'dataplane',
  'policy',
  'probes',
  'inquiry',
  'target',
  'finding',
];

/**
 * The rooms of core from the bottom up, each with the rooms below it that it may import. Two rooms that need each other
 * are one room, or lack a third.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const coreRooms = {
  address: [],
  text: [],
  model: values,
  dns: [...values, 'model'],
  dataplane: [...values, 'model'],
  policy: [...values, 'model', 'dns', 'dataplane'],
  probes: [...values, 'model', 'dns', 'dataplane'],
  inquiry: [...values, 'model', 'dns', 'dataplane', 'probes'],
  target: [...values, 'model', 'dns', 'dataplane', 'probes', 'inquiry'],
  finding: [...values, 'model', 'probes'],
  checks: belowChecks,
  diagnosis: [...belowChecks, 'checks'],
  trace: [...belowChecks, 'checks'],
  looks: [...values, 'model', 'dns', 'dataplane', 'probes', 'inquiry'],
  changes: [...values, 'model', 'dns', 'policy', 'inquiry'],
  topology: [...values, 'model', 'dns', 'policy', 'changes'],
  manifest: [...values, 'model', 'dns', 'policy'],
  documents: [
    ...[...values, 'model', 'policy', 'probes', 'inquiry', 'finding', 'diagnosis', 'trace'],
    ...['changes', 'topology'],
  ],
  report: [
    ...[...values, 'model', 'policy', 'inquiry', 'finding', 'diagnosis', 'trace', 'changes', 'topology'],
    'documents',
  ],
};

/**
 * The rule of one room of core.
 * @param {string} name
 * @param {readonly string[]} below
 */
const coreRoom = (name, below) => ({
  name: `core-${name}`,
  comment: `src/core/${name} may import ${below.length === 0 ? 'no other room' : below.join(', ')}.`,
  severity: 'error',
  from: { path: `^src/core/${name}/`, pathNot: test },
  to: { path: '^src/core/', pathNot: [name, ...below].map((room) => `^src/core/${room}/`) },
});

/**
 * A package has one door.
 * @param {string} name
 * @param {string} packages a pattern
 * @param {string} door a pattern of paths
 */
const onlyImporter = (name, packages, door) => ({
  name,
  comment: `Only ${door} imports ${packages}, types included, so that it can be replaced in one place.`,
  severity: 'error',
  from: { pathNot: door },
  to: { path: packages },
});

module.exports = {
  forbidden: [
    room('core-is-alone', 'src/core', [], 'The core computes from data alone.'),
    ...Object.entries(coreRooms).map(([name, below]) => coreRoom(name, below)),
    {
      name: 'core-has-these-rooms',
      comment: 'A folder of core without a rule would be a room that may import everything.',
      severity: 'error',
      from: {},
      to: { path: '^src/core/', pathNot: [test, `^src/core/(${Object.keys(coreRooms).join('|')})/`] },
    },
    room(
      'app-knows-core',
      'src/app',
      ['^src/(core|protocol)/'],
      'Use cases know the outside through ports.ts and speak in the messages of the protocol.',
    ),
    room(
      'cluster-implements-ports',
      'src/cluster',
      ['^src/core/', '^src/app/ports\\.ts$'],
      'The cluster implements the ports of the use cases and knows no use case.',
    ),
    room(
      'protocol-carries-core',
      'src/protocol',
      ['^src/core/'],
      'Messages carry the documents of the core.',
    ),
    room(
      'extension-knows-app',
      'src/extension',
      ['^src/(app|protocol|core)/'],
      'The extension reaches the cluster through the engine.',
    ),
    room(
      'cli-knows-app',
      'src/cli',
      ['^src/(app|protocol|core)/'],
      'Only the entry of the CLI composes app and cluster.',
    ),
    room(
      'webview-knows-protocol',
      'webview',
      ['^src/(protocol|core)/'],
      'A webview knows messages and documents.',
    ),
    {
      name: 'compositions-stay-small',
      comment: 'A composition joins app and cluster; it is no way around to the editor or a webview.',
      severity: 'error',
      from: { path: compositions },
      to: { path: '^(src/extension|webview|scripts|test)/' },
    },
    {
      name: 'engine-has-no-cli',
      comment: 'The engine and the command line are two hosts of the same use cases.',
      severity: 'error',
      from: { path: '^src/app/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'webview-takes-documents-of-core',
      comment:
        'What a webview shows was computed in the engine. Of the core it needs the types, and at run time only the ' +
        'small pure modules that define its documents and compare two graphs.',
      severity: 'error',
      from: { path: '^webview/', pathNot: test },
      to: {
        path: '^src/core/',
        pathNot: [
          '^src/core/(model|topology)/',
          '^src/core/finding/hop\\.ts$',
          '^src/core/inquiry/(question|probeRecord)\\.ts$',
          '^src/core/diagnosis/groupUnverified\\.ts$',
          '^src/core/trace/serviceTrace\\.ts$',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'core-has-no-node',
      comment: 'The core runs in the engine, in a browser and in tests alike.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-has-few-packages',
      comment: 'Pure parsers of public formats only; a new one is a decision (docs/dependencies.md).',
      severity: 'error',
      from: { path: '^src/core/', pathNot: test },
      to: { path: 'node_modules', pathNot: 'node_modules/(ipaddr\\.js|leven|yaml)/' },
    },
    {
      name: 'webview-has-no-node',
      comment: 'A webview is a browser page.',
      severity: 'error',
      from: { path: '^(webview|src/protocol)/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    onlyImporter('client-node-has-one-door', 'node_modules/@kubernetes/client-node/', '^src/cluster/'),
    onlyImporter(
      'vscode-has-one-door',
      '^vscode$|node_modules/@types/vscode/',
      '^(src/extension|test/hosts)/',
    ),
    onlyImporter('toolkit-has-one-door', 'node_modules/@vscode/webview-ui-toolkit/', '^webview/components/'),
    {
      name: 'no-test-in-the-product',
      comment: 'What only tests need is not shipped.',
      severity: 'error',
      from: { pathNot: test },
      to: { path: test },
    },
    {
      name: 'no-cycle',
      comment:
        'Modules that need each other are one module, or lack a third. Types of one model may name each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere would be judged by no other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    {
      name: 'no-dead-module',
      comment: 'What no entry reaches is not part of the product: use it or remove it.',
      severity: 'error',
      from: { path: entries },
      to: { path: '^(src|webview)/', pathNot: [test, ...entries, '\\.d\\.ts$'], reachable: false },
    },
  ],
  options: {
    // Without it `import type` is invisible, and the rooms would hold at run time only.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default', 'require'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
