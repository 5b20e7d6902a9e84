import { readCniFolder, type CniFolder } from '../dataplane/cniConfiguration.ts';
import { defineProbe } from './defineProbe.ts';
import { targetVantage, type ProbeTarget } from './nodeTarget.ts';
import { readOutput } from './probeOutput.ts';
import { probeScript, reportPart, showFile } from './probeScript.ts';

/** One folder of configurations or plugins that was there. */
export interface CniPlace<Content> {
  /** As the node has it: `/etc/cni/net.d`. */
  readonly folder: string;
  readonly content: Content;
}

/** What a node's disk says of its CNI. */
export interface CniFiles {
  readonly configurations: readonly CniPlace<CniFolder>[];
  readonly plugins: readonly CniPlace<readonly string[]>[];
  /** Flannel's /run/flannel/subnet.env, where there is one. */
  readonly flannelSubnet?: Readonly<Record<string, string>>;
}

/** Where runtimes and distributions keep configurations: the default, K3s and RKE2, MicroK8s. */
const configurationFolders = [
  '/etc/cni/net.d',
  '/var/lib/rancher/k3s/agent/etc/cni/net.d',
  '/var/snap/microk8s/current/args/cni-network',
];

/** Where they keep the programs: the default, Debian's package, GKE, K3s, MicroK8s. */
const pluginFolders = [
  '/opt/cni/bin',
  '/usr/lib/cni',
  '/home/kubernetes/bin',
  '/var/lib/rancher/k3s/data/cni',
  '/var/lib/rancher/k3s/data/current/bin',
  '/var/snap/microk8s/current/opt/cni/bin',
];

/**
 * Prints configurations and the names of plugins. In a container only what is mounted from the node speaks for the node;
 * on a node its files are below /host ($1). Nothing but a shell is needed.
 */
const script = probeScript(
  [showFile, reportPart],
  `set +f
root=$1; shift
mounts=
if [ -z "$root" ] && [ -r /proc/mounts ]; then
  while read -r _ place _; do [ "$place" = / ] || mounts="$mounts $place"; done </proc/mounts
fi
mounted() {
  for place in $mounts; do case "$1/" in "$place"/*) return 0 ;; esac; done
  return 1
}
kind=configurations; found=
for folder in "$@"; do
  [ "$folder" = -- ] && { kind=plugins; continue; }
  for prefix in /host ""; do
    [ -n "$prefix" ] || [ -z "$root" ] || continue
    [ -d "$prefix$folder" ] || continue
    [ -n "$root" ] || mounted "$prefix$folder" || continue
    echo "@ $kind $folder"; found=1
    for file in "$prefix$folder"/*; do
      [ -e "$file" ] || continue
      if [ $kind = plugins ]; then [ -x "$file" ] && [ ! -d "$file" ] && printf '%s\\n' "\${file##*/}"
      elif [ -r "$file" ] && [ ! -d "$file" ]; then report "file \${file##*/}" show "$file"; fi
    done
    break
  done
done
for file in "$root/run/flannel/subnet.env" ; do [ -r "$file" ] && report flannel show "$file"; done
[ -n "$found" ] || { echo "no CNI folder of the node is mounted here" >&2; exit 127; }`,
);

/** Reads what the script prints. */
export function parseCniOutput(text: string): { value?: CniFiles; errors: readonly string[] } {
  const { sections, errors: cut } = { errors: [], ...readOutput(text) };
  if (sections === undefined) return { errors: cut };
  const folders: { folder: string; files: Map<string, string> }[] = [];
  const plugins: CniPlace<readonly string[]>[] = [];
  const unread: string[] = [];
  let flannelSubnet: Readonly<Record<string, string>> | undefined;
  for (const { title, text: body, status = 0 } of sections) {
    const [kind, ...rest] = title.split(' ');
    const name = rest.join(' ');
    if (kind === 'configurations') folders.push({ folder: name, files: new Map() });
    else if (kind === 'file' && status !== 0) unread.push(`${name} could not be read`);
    else if (kind === 'file') folders.at(-1)?.files.set(name, body);
    else if (kind === 'plugins')
      plugins.push({ folder: name, content: body.split('\n').filter((line) => line !== '') });
    else if (kind === 'flannel') {
      const pairs = body.split('\n').filter((line) => line.includes('='));
      flannelSubnet = Object.fromEntries(
        pairs.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      );
    }
  }
  const configurations = folders.map(({ folder, files }) => ({ folder, content: readCniFolder(files) }));
  return {
    value: { configurations, plugins, ...(flannelSubnet === undefined ? {} : { flannelSubnet }) },
    errors: [...unread, ...configurations.flatMap(({ content }) => content.errors)],
  };
}

/** The CNI's configurations and plugins on a node's disk. */
export const cniProbe = defineProbe<ProbeTarget, CniFiles>({
  id: 'cni-files',
  title: 'CNI files of the node',
  privilege: 'exec',
  timeoutMilliseconds: 15_000,
  identity: () => '',
  vantage: targetVantage,
  action: (target) => {
    const root = 'node' in target ? '/host' : '';
    return {
      kind: 'exec',
      argv: ['sh', '-c', script, 'podpath', root, ...configurationFolders, '--', ...pluginFolders],
    };
  },
  parse: (observation) => parseCniOutput(observation.stdout),
});
