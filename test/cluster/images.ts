import {
  chmodSync,
  copyFileSync,
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { builtArtifact } from './builtArtifact.ts';
import { kubernetesVersion, type Binaries } from './binaries.ts';
import { runCommand } from './command.ts';
import { unpackDebianPackages } from './debianClosure.ts';
import { writeDockerArchive, type ImageConfig } from './dockerArchive.ts';
import type { Progress } from './progress.ts';

/** The images that every node of a test cluster has. Nothing is ever pulled. */
export const images = {
  pause: 'podpath.test/pause:1',
  coredns: 'podpath.test/coredns:1',
  kubeProxy: `podpath.test/kube-proxy:${kubernetesVersion}`,
  /** agnhost and a shell (busybox), as a small application image has it. */
  agnhost: 'podpath.test/agnhost:1',
  /** agnhost and nothing else: no shell, no libc, as a distroless image. */
  bare: 'podpath.test/bare:1',
  /** A shell and the usual network tools, and agnhost. */
  tools: 'podpath.test/tools:1',
} as const;

interface Recipe {
  readonly reference: string;
  readonly config: ImageConfig;
  /** Programs that are copied in, by their place in the image. */
  readonly programs: Readonly<Record<string, string>>;
  /** Debian packages whose closure is unpacked first. */
  readonly packages: readonly string[];
}

const toolPackages = [
  ...['bash', 'coreutils', 'dash', 'grep', 'sed', 'libc-bin', 'busybox-static', 'procps', 'netbase'],
  ...['iproute2', 'iptables', 'nftables', 'conntrack', 'ipset', 'ethtool', 'iputils-ping', 'tcpdump'],
  ...['curl', 'ca-certificates', 'bind9-dnsutils', 'netcat-openbsd', 'socat'],
];

function recipes(binaries: Binaries): Readonly<Record<keyof typeof images, Recipe>> {
  const agnhost = { '/agnhost': binaries.agnhost };
  return {
    pause: {
      reference: images.pause,
      config: { Entrypoint: ['/pause'] },
      programs: { '/pause': binaries.pause },
      packages: [],
    },
    coredns: {
      reference: images.coredns,
      config: { Entrypoint: ['/coredns'] },
      programs: { '/coredns': binaries.coredns },
      packages: [],
    },
    kubeProxy: {
      reference: images.kubeProxy,
      config: {},
      programs: { '/usr/local/bin/kube-proxy': binaries.kubeProxy },
      packages: ['iptables', 'nftables', 'conntrack', 'ipset', 'dash'],
    },
    agnhost: {
      reference: images.agnhost,
      config: { Entrypoint: ['/agnhost'], Cmd: ['pause'] },
      programs: agnhost,
      packages: ['busybox-static'],
    },
    bare: {
      reference: images.bare,
      config: { Entrypoint: ['/agnhost'], Cmd: ['pause'] },
      programs: agnhost,
      packages: [],
    },
    tools: {
      reference: images.tools,
      config: { Cmd: ['/agnhost', 'pause'] },
      programs: agnhost,
      packages: toolPackages,
    },
  };
}

/** Builds every image that is not in the cache, and returns the archives, each ready for `ctr images import`. */
export async function buildImages(
  binaries: Binaries,
  progress: Progress,
  signal?: AbortSignal,
): Promise<string[]> {
  const archives: string[] = [];
  let listsAreFresh = false;
  for (const [name, recipe] of Object.entries(recipes(binaries))) {
    const folder = await builtArtifact(
      {
        name: `image-${name}`,
        inputFiles: ['images.ts', 'debianClosure.ts', 'dockerArchive.ts'].map((file) =>
          join(import.meta.dirname, file),
        ),
        // The path of a program contains the hash of what it was built from.
        inputValues: [recipe.reference, ...Object.values(recipe.programs)],
        announcement: `Building the image ${recipe.reference}`,
        build: async (output) => {
          if (recipe.packages.length > 0 && !listsAreFresh) {
            await runCommand(['apt-get', 'update'], signal ? { signal } : {});
            listsAreFresh = true;
          }
          const rootFolder = join(output, 'root');
          await fillRoot(rootFolder, recipe, signal);
          const image = { reference: recipe.reference, config: recipe.config, rootFolder };
          await writeDockerArchive(image, join(output, 'image.tar'));
          rmSync(rootFolder, { recursive: true });
        },
      },
      progress,
    );
    archives.push(join(folder, 'image.tar'));
  }
  return archives;
}

async function fillRoot(root: string, recipe: Recipe, signal: AbortSignal | undefined): Promise<void> {
  for (const folder of ['etc', 'tmp', 'run', 'var']) mkdirSync(join(root, folder), { recursive: true });
  if (recipe.packages.length > 0) {
    await unpackDebianPackages(recipe.packages, root, signal);
    await doAsMaintainerScriptsWould(root);
  }
  for (const [place, program] of Object.entries(recipe.programs)) {
    mkdirSync(dirname(join(root, place)), { recursive: true });
    copyFileSync(program, join(root, place));
    chmodSync(join(root, place), 0o755);
  }
  writeFileSync(
    join(root, 'etc/passwd'),
    'root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  );
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  writeFileSync(join(root, 'etc/nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files dns\n');
  chmodSync(join(root, 'tmp'), 0o1777);
}

/** Unpacking runs no scripts, so the links and files that an installation would make are made here. */
async function doAsMaintainerScriptsWould(root: string): Promise<void> {
  const link = (name: string, target: string): void => {
    const place = join(root, name);
    const isPresent = lstatSync(place, { throwIfNoEntry: false }) !== undefined;
    const hasTarget = lstatSync(join(root, target), { throwIfNoEntry: false }) !== undefined;
    if (isPresent || !hasTarget) return;
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(target, place);
  };
  for (const family of ['iptables', 'ip6tables']) {
    for (const suffix of ['', '-save', '-restore']) {
      link(`usr/sbin/${family}${suffix}`, `/usr/sbin/${family}-nft${suffix}`);
    }
  }
  link('bin/sh', '/bin/dash');
  link('bin/nc', '/bin/nc.openbsd');
  link('usr/bin/awk', '/usr/bin/mawk');
  if (lstatSync(join(root, 'bin/busybox'), { throwIfNoEntry: false })) {
    const listed = await runCommand(['chroot', root, '/bin/busybox', '--list-full']);
    const applets = listed.stdout.trim().split('\n');
    const folders = ['bin', 'sbin', 'usr/bin', 'usr/sbin'];
    for (const applet of applets) {
      const name = basename(applet);
      // Its wget, linked statically against the C library, crashes when it resolves a name; a real tool comes first.
      const isTaken = folders.some((folder) =>
        lstatSync(join(root, folder, name), { throwIfNoEntry: false }),
      );
      if (name !== 'wget' && !isTaken) link(applet, '/bin/busybox');
    }
  }
  const certificates = globSync(join(root, 'usr/share/ca-certificates/mozilla/*.crt')).sort();
  if (certificates.length > 0) {
    mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true });
    const bundle = certificates.map((file) => readFileSync(file, 'utf8')).join('');
    writeFileSync(join(root, 'etc/ssl/certs/ca-certificates.crt'), bundle);
  }
}
