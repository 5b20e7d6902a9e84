import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ensureDebianPackages } from '../../scripts/systemPackages.ts';
import { podNetwork } from './addresses.ts';
import { builtArtifact } from './builtArtifact.ts';
import { runCommand } from './command.ts';
import { addPodRoute } from './fabric.ts';
import { images } from './images.ts';
import type { Kubectl } from './kubectl.ts';
import type { Progress } from './progress.ts';
import type { NodeState } from './state.ts';
import { renderTemplate } from './template.ts';

/** The Cilium release; test/cluster/binaries/cilium/go.mod names the same. */
export const ciliumVersion = '1.15.19';

/** Cilium's own main packages, by the name that the program gets. */
const programs = {
  'cilium-agent': 'daemon',
  'cilium-operator': 'operator',
  'cilium-dbg': 'cilium-dbg',
  'cni/cilium-cni': 'plugins/cilium-cni',
} as const;

/**
 * Builds Cilium: its programs, the sources that the agent compiles for the kernel, and the compilers by the names that
 * it calls them by. The packages are vendored, because one file of Cilium itself must be replaced.
 */
export async function buildCilium(progress: Progress, signal?: AbortSignal): Promise<string> {
  await ensureDebianPackages(['clang-16', 'llvm-16', 'bpftool'], 'Cilium', progress);
  const goVersion = (await runCommand(['go', 'version'])).stdout.trim();
  const source = join(import.meta.dirname, 'binaries', 'cilium');
  const replacement = join(source, 'replaced', 'modules_linux.go');
  const files = ['go.mod', 'go.sum'].map((name) => join(source, name));
  return builtArtifact(
    {
      name: 'cilium',
      inputFiles: [...files, replacement],
      inputValues: [goVersion, process.arch, JSON.stringify(programs)],
      announcement: 'Building Cilium from its Go module (about 4 minutes)',
      build: async (folder) => {
        const options = {
          cwd: join(folder, 'source'),
          env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
          ...(signal ? { signal } : {}),
        };
        mkdirSync(options.cwd);
        for (const file of files) copyFileSync(file, join(options.cwd, basename(file)));
        await runCommand(['go', 'mod', 'vendor'], options);
        const replaced = 'vendor/github.com/cilium/cilium/pkg/datapath/linux/modules/modules_linux.go';
        copyFileSync(replacement, join(options.cwd, replaced));
        for (const [program, main] of Object.entries(programs)) {
          await runCommand(
            [
              ...['nice', '-n', '10', 'go', 'build', '-mod=vendor', '-trimpath', '-buildvcs=false'],
              ...['-ldflags', `-s -w -X github.com/cilium/cilium/pkg/version.ciliumVersion=${ciliumVersion}`],
              ...['-o', join(folder, program), `github.com/cilium/cilium/${main}`],
            ],
            options,
          );
        }
        const list = ['go', 'list', '-mod=readonly', '-m', '-f', '{{.Dir}}', 'github.com/cilium/cilium'];
        const module = (await runCommand(list, options)).stdout.trim();
        await runCommand(['cp', '--recursive', '--no-preserve=mode', join(module, 'bpf'), folder]);
        mkdirSync(join(folder, 'compilers'));
        for (const compiler of ['clang', 'llc']) {
          symlinkSync(`/usr/lib/llvm-16/bin/${compiler}`, join(folder, 'compilers', compiler));
        }
        await runCommand(['rm', '-r', options.cwd]);
      },
    },
    progress,
  );
}

/**
 * Creates Cilium's agents and operator, named and labelled as its Helm chart does. They run on the nodes' own disks
 * (their image only enters them), because an image with the compilers would be some hundred megabytes larger.
 */
export async function applyCilium(
  cluster: string,
  kubectl: Kubectl,
  nodes: readonly NodeState[],
  programFolder: string,
): Promise<void> {
  const inNode = join('/opt/podpath', basename(programFolder));
  const values = { image: images.tools, programs: inNode, podNetwork };
  await kubectl(['apply', '--filename', '-'], { input: renderTemplate('cilium.yaml', values) });
  for (const node of nodes) {
    await kubectl(['wait', '--for=create', `node/${node.name}`, '--timeout=60s']);
    await kubectl(['wait', '--for=jsonpath={.spec.podCIDR}', `node/${node.name}`, '--timeout=60s']);
    const podRange = (await kubectl(['get', 'node', node.name, '--output=jsonpath={.spec.podCIDR}'])).stdout;
    // Pods of different nodes meet in a tunnel; only what the API server answers takes the fabric's routes.
    await addPodRoute(cluster, 'fabric', podRange, node.address);
  }
}

/** Awaits that every agent is ready, which includes that it has compiled and loaded its programs. */
export async function waitForCilium(kubectl: Kubectl): Promise<void> {
  const rollout = ['--namespace=kube-system', 'rollout', 'status', '--timeout=300s'];
  await kubectl([...rollout, 'deployment/cilium-operator']);
  await kubectl([...rollout, 'daemonset/cilium']);
}
