import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../scripts/projectFolder.ts';

interface CruiserConfiguration {
  forbidden: (IForbiddenRuleType & { name: string })[];
  options: ICruiseOptions;
}

const configuration = createRequire(import.meta.url)(
  join(projectFolder, '.dependency-cruiser.cjs'),
) as CruiserConfiguration;

/** A planted file, what it contains, and the rule that has to refuse it. */
interface Plant {
  rule: string;
  file: string;
  text: string;
}

/** Each room of core, breaking its rule with a type of a room that stands above it. */
const coreRoomPlants: readonly Plant[] = configuration.forbidden.flatMap(({ name }): Plant[] => {
  const room = /^core-(?!is-|has-)(\w+)$/.exec(name)?.[1];
  if (room === undefined) return [];
  const above = room === 'report' ? '../manifest/parseManifest.ts' : '../report/reportModel.ts';
  return [
    { rule: name, file: `src/core/${room}/plantedAbove.ts`, text: `import type { A } from '${above}';` },
  ];
});

/** Each rule of rooms and doors, broken at run time and, where types cross over unseen, by a type alone. */
const plants: readonly Plant[] = [
  ...coreRoomPlants,
  { rule: 'core-has-these-rooms', file: 'src/core/planted/m.ts', text: "import './j.ts';" },
  { rule: 'core-is-alone', file: 'src/core/planted/a.ts', text: "import '../../app/ports.ts';" },
  {
    rule: 'core-is-alone',
    file: 'src/core/planted/b.ts',
    text: "import type { Log } from '../../app/ports.ts';",
  },
  { rule: 'app-knows-core', file: 'src/app/plantedA.ts', text: "import '../cli/planted.ts';" },
  {
    rule: 'app-knows-core',
    file: 'src/app/plantedB.ts',
    text: "import type { A } from '../cluster/planted.ts';",
  },
  {
    rule: 'cluster-implements-ports',
    file: 'src/cluster/planted.ts',
    text: "import type { A } from '../app/plantedA.ts';",
  },
  {
    rule: 'protocol-carries-core',
    file: 'src/protocol/planted.ts',
    text: "import type { Log } from '../../src/app/ports.ts';",
  },
  {
    rule: 'extension-knows-app',
    file: 'src/extension/planted.ts',
    text: "import type { A } from '../cluster/planted.ts';",
  },
  { rule: 'cli-knows-app', file: 'src/cli/planted.ts', text: "import '../cluster/planted.ts';" },
  {
    rule: 'webview-knows-protocol',
    file: 'webview/planted/a.ts',
    text: "import type { Log } from '../../src/app/ports.ts';",
  },
  {
    rule: 'webview-takes-documents-of-core',
    file: 'webview/planted/b.ts',
    text: "import '../../src/core/diagnosis/diagnose.ts';",
  },
  {
    rule: 'webview-has-no-node',
    file: 'webview/planted/c.ts',
    text: "import type { Stats } from 'node:fs';",
  },
  { rule: 'compositions-stay-small', file: 'src/cli/main.ts', text: "import '../extension/planted.ts';" },
  {
    rule: 'engine-has-no-cli',
    file: 'src/app/engineEntry.ts',
    text: "import type { A } from '../cli/planted.ts';",
  },
  {
    rule: 'core-has-no-node',
    file: 'src/core/planted/c.ts',
    text: "import { readFileSync } from 'node:fs';",
  },
  { rule: 'core-has-no-node', file: 'src/core/planted/d.ts', text: "import type { Stats } from 'fs';" },
  { rule: 'core-has-few-packages', file: 'src/core/planted/e.ts', text: "import { html } from 'lit';" },
  {
    rule: 'client-node-has-one-door',
    file: 'src/core/planted/f.ts',
    text: "import type { V1Pod } from '@kubernetes/client-node';",
  },
  {
    rule: 'client-node-has-one-door',
    file: 'src/cli/plantedB.ts',
    text: "import '@kubernetes/client-node';",
  },
  { rule: 'vscode-has-one-door', file: 'src/core/planted/g.ts', text: "import type { Uri } from 'vscode';" },
  { rule: 'vscode-has-one-door', file: 'src/app/plantedC.ts', text: "import * as vscode from 'vscode';" },
  {
    rule: 'toolkit-has-one-door',
    file: 'webview/map/planted.ts',
    text: "import '@vscode/webview-ui-toolkit';",
  },
  { rule: 'no-test-in-the-product', file: 'src/core/planted/h.ts', text: "import './planted.test.ts';" },
  { rule: 'no-cycle', file: 'src/core/planted/i.ts', text: "import './j.ts';" },
  { rule: 'no-unresolvable', file: 'src/core/planted/k.ts', text: "import './nowhere.ts';" },
  { rule: 'no-dead-module', file: 'src/core/planted/l.ts', text: 'export const planted = 1;' },
];

/** What the plants above import, and that breaks no rule itself. */
const ground: Readonly<Record<string, string>> = {
  'src/core/planted/j.ts': "import './i.ts';",
  'src/core/planted/planted.test.ts': 'export const planted = 1;',
};

async function cruiseFolder(folder: string): Promise<ICruiseResult> {
  const { output } = await cruise(
    ['src', 'webview'],
    {
      ...configuration.options,
      baseDir: folder,
      validate: true,
      ruleSet: { forbidden: configuration.forbidden },
    },
    undefined,
    { tsConfig: extractTsConfig(join(projectFolder, 'tsconfig.json')) },
  );
  if (typeof output === 'string') throw new Error(output);
  return output;
}

async function sourceFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const room of ['src', 'webview']) {
    const names = await readdir(join(folder, room), { recursive: true });
    found.push(
      ...names.filter((name) => name.endsWith('.ts')).map((name) => `${room}/${name.replaceAll('\\', '/')}`),
    );
  }
  return found;
}

describe('rooms and the imports between them', () => {
  let folder: string;
  let result: ICruiseResult;

  beforeAll(async () => {
    // Inside the project, so that packages resolve from the copy as they do from the original.
    await mkdir(join(projectFolder, 'test-results'), { recursive: true });
    folder = await mkdtemp(join(projectFolder, 'test-results', 'architecture-'));
    for (const room of ['src', 'webview'])
      await cp(join(projectFolder, room), join(folder, room), { recursive: true });
    const planted = [...plants.map(({ file, text }) => [file, text] as const), ...Object.entries(ground)];
    for (const [file, text] of planted) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), `${text}\n`);
    }
    result = await cruiseFolder(folder);
  }, 60_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('sees every module', async () => {
    const seen = new Set(result.modules.map(({ source }) => source));
    const files = await sourceFiles(folder);
    expect(files.length).toBeGreaterThan(plants.length);
    expect(files.filter((file) => !seen.has(file))).toEqual([]);
  });

  it.each(plants)('$rule refuses $file: $text', ({ rule, file }) => {
    const broken = result.summary.violations
      .filter(({ from, to }) => from === file || to === file)
      .map((violation) => violation.rule.name);
    expect(broken).toContain(rule);
  });

  it('plants an import against every rule', () => {
    const planted = new Set(plants.map(({ rule }) => rule));
    expect(configuration.forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
  });
});
