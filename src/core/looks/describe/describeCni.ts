import { subnetsOf } from '../../dataplane/cniConfiguration.ts';
import type { ClusterSnapshot, Node } from '../../model/clusterSnapshot.ts';
import type { CniFiles } from '../../probes/cniProbe.ts';
import { alignColumns, type Section } from '../section.ts';

function configurationLines(files: CniFiles): readonly string[] {
  return files.configurations.flatMap(({ folder, content }) => [
    ...content.configurations.map(({ file, name, plugins }, index) => {
      const chain = plugins.map(({ type }) => type).join(' → ');
      const use = index === 0 ? 'in use: the first by name' : 'not used';
      return `${folder}/${file}  ${name}: ${chain} (${use})`;
    }),
    ...content.errors.map((error) => `${folder}: ${error}`),
    ...(content.configurations.length === 0 ? [`${folder}: no usable configuration; pods cannot start`] : []),
  ]);
}

/** Programs that a configuration names and that are in none of the folders. */
function missingPlugins(files: CniFiles): readonly string[] {
  const there = new Set(files.plugins.flatMap(({ content }) => content));
  const wanted = files.configurations.flatMap(({ content }) =>
    content.configurations.slice(0, 1).flatMap(({ plugins }) =>
      plugins.flatMap(({ type, fields }) => {
        const { ipam } = fields;
        const ipamType =
          typeof ipam === 'object' && ipam !== null && 'type' in ipam && typeof ipam.type === 'string'
            ? [ipam.type]
            : [];
        return [type, ...ipamType];
      }),
    ),
  );
  return [...new Set(wanted)].filter((type) => !there.has(type));
}

function rangeLines(files: CniFiles, node: Node | undefined): readonly string[] {
  const ranges = files.configurations.flatMap(({ content }) =>
    content.configurations.slice(0, 1).flatMap((configuration) => subnetsOf(configuration)),
  );
  return alignColumns([
    [
      "the node's podCIDR (API)",
      node === undefined ? 'the node is not known' : node.podCIDRs.join(', ') || 'none',
    ],
    ['ranges of the configuration', ranges.join(', ') || 'none: an agent hands out addresses'],
    ...Object.entries(files.flannelSubnet ?? {}).map(([key, value]) => [`flannel ${key}`, value]),
  ]);
}

/** What a node's disk and the API say of its CNI. */
export function describeCni(
  files: CniFiles,
  snapshot: ClusterSnapshot,
  nodeName: string | undefined,
): readonly Section[] {
  const node = nodeName === undefined ? undefined : snapshot.nodes.get(nodeName);
  const missing = missingPlugins(files);
  return [
    { title: 'Configuration', lines: configurationLines(files) },
    { title: 'Ranges', lines: rangeLines(files, node) },
    {
      title: 'Plugins',
      lines: [
        ...files.plugins.map(({ folder, content }) => `${folder}: ${content.join(', ') || 'empty'}`),
        ...missing.map((type) => `missing: ${type}, which the configuration names`),
      ],
    },
  ];
}
