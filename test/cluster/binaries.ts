import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { builtArtifact } from './builtArtifact.ts';
import { runCommand } from './command.ts';
import type { Progress } from './progress.ts';

/** The Kubernetes release that the test bed runs; test/cluster/binaries/kubernetes/go.mod names the same. */
export const kubernetesVersion = 'v1.34.4';

/** Where the programs of a cluster are. All are static, so they run on the host as well as in any image. */
export interface Binaries {
  /** A folder with `kubernetes` and, as links to it, etcd, kubectl and every component. */
  readonly kubernetes: string;
  /** kube-proxy alone, for its image. */
  readonly kubeProxy: string;
  /** Servers and clients of Kubernetes' own network tests. */
  readonly agnhost: string;
  readonly coredns: string;
  readonly pause: string;
}

const components = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kubectl',
] as const;

/** Builds every program from its Go module in test/cluster/binaries, or finds it in the cache. */
export async function buildBinaries(progress: Progress, signal?: AbortSignal): Promise<Binaries> {
  const build = (module: string, duration: string, outputs: readonly GoOutput[]): Promise<string> =>
    buildModule({ module, duration, outputs }, progress, signal);
  // One after the other: each build uses every core by itself.
  const kubernetes = await build('kubernetes', 'about 5 minutes', [
    { program: 'kubernetes', package: '.' },
    { program: 'kube-proxy', package: 'k8s.io/kubernetes/cmd/kube-proxy' },
    { program: 'agnhost', package: 'k8s.io/kubernetes/test/images/agnhost' },
  ]);
  const coredns = await build('coredns', 'about a minute', [{ program: 'coredns', package: '.' }]);
  const pause = await build('pause', 'some seconds', [{ program: 'pause', package: '.' }]);
  return {
    kubernetes,
    kubeProxy: join(kubernetes, 'standalone', 'kube-proxy'),
    agnhost: join(kubernetes, 'standalone', 'agnhost'),
    coredns: join(coredns, 'standalone', 'coredns'),
    pause: join(pause, 'standalone', 'pause'),
  };
}

/** Builds kwok, which plays the kubelets of nodes that do not exist; only clusters of many pods need it. */
export async function buildKwok(progress: Progress, signal?: AbortSignal): Promise<string> {
  const outputs = [{ program: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' }];
  const folder = await buildModule({ module: 'kwok', duration: 'about a minute', outputs }, progress, signal);
  return join(folder, 'standalone', 'kwok');
}

/** Programs of one Go module in test/cluster/binaries. */
interface ModuleBuild {
  readonly module: string;
  readonly duration: string;
  readonly outputs: readonly GoOutput[];
}

async function buildModule(
  { module, duration, outputs }: ModuleBuild,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<string> {
  const goVersion = (await runCommand(['go', 'version'])).stdout.trim();
  const source = join(import.meta.dirname, 'binaries', module);
  return builtArtifact(
    {
      name: module,
      inputFiles: readdirSync(source)
        .sort()
        .map((file) => join(source, file)),
      inputValues: [goVersion, process.arch, JSON.stringify(outputs)],
      announcement: `Building ${module} from its Go module (${duration})`,
      build: async (folder) => {
        for (const output of outputs) await goBuild(source, output, folder, signal);
        if (module === 'kubernetes') await linkComponents(folder);
      },
    },
    progress,
  );
}

interface GoOutput {
  readonly program: string;
  readonly package: string;
}

async function goBuild(
  source: string,
  output: GoOutput,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)\./.exec(kubernetesVersion) ?? [];
  const stamps = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((location) => [
    `-X ${location}.gitVersion=${kubernetesVersion}`,
    `-X ${location}.gitMajor=${major}`,
    `-X ${location}.gitMinor=${minor}`,
  ]);
  mkdirSync(join(folder, 'standalone'), { recursive: true });
  await runCommand(
    [
      // What is built once gives way to the tests that run beside it.
      ...['nice', '-n', '10', 'go', 'build', '-mod=readonly', '-trimpath', '-buildvcs=false'],
      ...['-ldflags', ['-s', '-w', ...stamps].join(' ')],
      ...['-o', join(folder, 'standalone', output.program), output.package],
    ],
    { cwd: source, env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' }, ...(signal ? { signal } : {}) },
  );
}

/** kubelet, kubectl and the others as names of the one program, which looks at the name that it was called by. */
async function linkComponents(folder: string): Promise<void> {
  await runCommand(['mv', join(folder, 'standalone', 'kubernetes'), folder]);
  for (const component of components) {
    await runCommand(['ln', '-s', 'kubernetes', join(folder, component)]);
  }
}
