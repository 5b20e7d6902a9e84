import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { missingLicences } from './missingLicences.ts';

/** A package of which something is in a bundle, or that is shipped as it is. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its package.json; '' when it says none. */
  readonly licence: string;
  /** The texts of its licence and notice files, one after the other; '' when it has none. */
  readonly text: string;
}

/** The folder of the package that a module belongs to, such as `node_modules/undici`; `undefined` for our own. */
export function packageFolderOf(modulePath: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(modulePath)?.[0];
}

/** The folders of the packages of which anything is left in the outputs of a build; what was shaken off is not shipped. */
export function packageFolders({ outputs }: Pick<Metafile, 'outputs'>): readonly string[] {
  const folders = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => packageFolderOf(path)),
  );
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

const licenceFile = /^(?:licen[cs]e|copying|notice|copyright)(?:[.-].*)?$/i;

/** Reads what a package says of itself. */
export function readPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && licenceFile.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').replaceAll('\r\n', '\n').trim())
    .filter((text) => text !== '');
  const missing = missingLicences[name];
  return {
    name,
    version,
    licence: license ?? missing?.licence ?? '',
    text: texts.length > 0 ? texts.join('\n\n') : (missing?.text ?? ''),
  };
}

/** What may not be shipped for want of a licence; empty when all may. */
export function judgeNotices(packages: readonly BundledPackage[]): string[] {
  return packages.flatMap(({ name, version, licence, text }) => [
    ...(licence === '' ? [`${name} ${version} does not say its licence`] : []),
    ...(text === '' ? [`${name} ${version} has no licence text`] : []),
  ]);
}

/** The file that goes with the bundles: each package with its licence. */
export function renderNotices(packages: readonly BundledPackage[]): string {
  const sorted = [...packages].sort((left, right) =>
    `${left.name} ${left.version}` < `${right.name} ${right.version}` ? -1 : 1,
  );
  const line = '-'.repeat(80);
  return [
    'Podpath contains software of others, under the licences below.\n',
    ...sorted.map(
      ({ name, version, licence, text }) => `${line}\n${name} ${version} (${licence})\n${line}\n\n${text}\n`,
    ),
  ].join('\n');
}

interface Component {
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  readonly 'bom-ref': string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

/** A bill of materials in CycloneDX, as `npm sbom` makes it of everything that is installed. */
export interface BillOfMaterials {
  readonly metadata: { readonly component: { readonly 'bom-ref': string; readonly name: string } };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

function nameOf({ group, name }: Component): string {
  return group === undefined || group === '' || name.startsWith('@') ? name : `${group}/${name}`;
}

/** Makes the bill of what is shipped out of the bill of what is installed. Throws when a bundled package is not in it. */
export function billOfPackages(
  installed: BillOfMaterials,
  packages: readonly Pick<BundledPackage, 'name' | 'version'>[],
): BillOfMaterials {
  const wanted = new Set(packages.map(({ name, version }) => `${name} ${version}`));
  const shipped = installed.components.filter((component) =>
    wanted.has(`${nameOf(component)} ${component.version}`),
  );
  const found = new Set(shipped.map((component) => `${nameOf(component)} ${component.version}`));
  const missing = [...wanted].filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`npm does not list ${missing.join(', ')}`);
  const references = new Set(shipped.map((component) => component['bom-ref']));
  const root = installed.metadata.component['bom-ref'];
  return {
    ...installed,
    // npm names the folder.
    metadata: {
      ...installed.metadata,
      component: { ...installed.metadata.component, name: root.slice(0, root.lastIndexOf('@')) },
    },
    // npm means that they are needed to build; in the bundles they are needed to run.
    components: shipped.map((component) => ({
      ...component,
      scope: 'required',
      ...(component.properties === undefined
        ? {}
        : { properties: component.properties.filter(({ name }) => name !== 'cdx:npm:package:development') }),
    })),
    dependencies: [
      // Bundling makes each of them a part of ours.
      { ref: root, dependsOn: [...references] },
      ...installed.dependencies
        .filter(({ ref }) => references.has(ref))
        .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => references.has(each)) })),
    ],
  };
}
