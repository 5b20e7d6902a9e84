import { isRecord, readList, readNonEmptyText, readText, type RawObject } from '../model/readField.ts';

/** One plugin of a chain: its type is the name of its program. */
export interface CniPlugin {
  readonly type: string;
  /** Everything that the configuration says of it. */
  readonly fields: RawObject;
}

/** One network configuration: a list of plugins, or a file with a single one (CNI specification, section 1). */
export interface CniConfiguration {
  readonly file: string;
  readonly name: string;
  readonly cniVersion?: string;
  readonly plugins: readonly CniPlugin[];
}

/** What the container runtime finds in its folder of configurations. */
export interface CniFolder {
  /** In the order in which a runtime reads them: by name. The first that can be used is used. */
  readonly configurations: readonly CniConfiguration[];
  /** Files that no runtime could use, and why. */
  readonly errors: readonly string[];
}

function readPlugin(raw: unknown): CniPlugin | undefined {
  if (!isRecord(raw)) return undefined;
  const type = readNonEmptyText(raw, 'type');
  return type === undefined ? undefined : { type, fields: raw };
}

/** The plugins of a list (libcni, ConfListFromBytes): it needs a name, and each plugin a type. */
function readConfigurationList(document: RawObject): readonly CniPlugin[] | string {
  if (readNonEmptyText(document, 'name') === undefined) return 'a list needs a name';
  if (!Array.isArray(document['plugins'])) return 'a .conflist needs a list "plugins"';
  const raw = readList(document, 'plugins');
  const plugins = raw.map(readPlugin).filter((plugin) => plugin !== undefined);
  if (raw.length === 0) return 'no plugin';
  return plugins.length < raw.length ? 'a plugin without a type' : plugins;
}

/** The one plugin of a file that is no list (libcni, ConfFromBytes): a list in such a file has no type of its own. */
function readSingleConfiguration(document: RawObject): readonly CniPlugin[] | string {
  const plugin = readPlugin(document);
  if (plugin !== undefined) return [plugin];
  return 'plugins' in document ? 'a list of plugins belongs into a .conflist' : 'a plugin without a type';
}

/**
 * Reads one file as libcni does (ConfFiles, ConfListFromFile, ConfFromFile): the ending alone decides whether it has to hold a
 * list (`.conflist`) or one plugin (`.conf`, `.json`); the other form cannot be used.
 */
export function parseCniConfiguration(
  file: string,
  text: string,
): { readonly value?: CniConfiguration; readonly errors: readonly string[] } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { errors: [`${file}: ${error instanceof Error ? error.message : 'no JSON'}`] };
  }
  if (!isRecord(document)) return { errors: [`${file}: no configuration`] };
  const plugins = file.endsWith('.conflist')
    ? readConfigurationList(document)
    : readSingleConfiguration(document);
  if (typeof plugins === 'string') return { errors: [`${file}: ${plugins}`] };
  const cniVersion = readText(document, 'cniVersion');
  return {
    value: {
      file,
      name: readText(document, 'name') ?? '',
      ...(cniVersion === undefined ? {} : { cniVersion }),
      plugins,
    },
    errors: [],
  };
}

/** Reads all files of the folder, by name; other endings are none of a runtime's. */
export function readCniFolder(files: ReadonlyMap<string, string>): CniFolder {
  const names = [...files.keys()].filter((name) => /\.(conf|conflist|json)$/.test(name)).sort();
  const parsed = names.map((name) => parseCniConfiguration(name, files.get(name) ?? ''));
  return {
    configurations: parsed.flatMap(({ value }) => (value === undefined ? [] : [value])),
    errors: parsed.flatMap(({ errors }) => errors),
  };
}

/** The ranges that a chain's IPAM hands out by itself (host-local); none where an agent decides. */
export function subnetsOf(configuration: CniConfiguration): readonly string[] {
  return configuration.plugins.flatMap(({ fields }) => {
    const ipam = fields['ipam'];
    if (!isRecord(ipam)) return [];
    const single = readText(ipam, 'subnet');
    const ranges = readList(ipam, 'ranges').flatMap((set: unknown) =>
      (Array.isArray(set) ? (set as readonly unknown[]) : []).flatMap((range) => {
        const subnet = isRecord(range) ? readText(range, 'subnet') : undefined;
        return subnet === undefined ? [] : [subnet];
      }),
    );
    return single === undefined ? ranges : [single, ...ranges];
  });
}
