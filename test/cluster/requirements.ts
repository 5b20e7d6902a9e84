import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ensureDebianPackages, isDebian } from '../../scripts/systemPackages.ts';
import { hierarchies } from './cgroups.ts';
import type { Progress } from './progress.ts';

/** The machine cannot run a test cluster; the message is the reason, fit to stand behind "skipped:". */
export class TestBedUnavailable extends Error {
  override readonly name = 'TestBedUnavailable';
}

/** Programs of the nodes and of the scripts. The contents of the images are fetched apart and never installed. */
const packages = [
  'containerd',
  'runc',
  'containernetworking-plugins',
  'iproute2',
  'iptables',
  'nftables',
  'conntrack',
  'ipset',
  'ethtool',
  'socat',
  'openssl',
  'ca-certificates',
] as const;

/**
 * Why no cluster can run here, or undefined when one can. Looks only; missing Debian packages are no reason, because
 * a root that passes the other tests can install them.
 */
export function whyUnavailable(): string | undefined {
  if (process.platform !== 'linux') return 'a test cluster needs Linux';
  if (!isDebian()) return 'a test cluster is made of Debian packages and needs Debian';
  if (process.getuid?.() !== 0) return 'a test cluster needs root (network namespaces, mounts, cgroups)';
  const unshared = spawnSync('unshare', ['--mount', '--net', '--pid', '--fork', 'true'], {
    encoding: 'utf8',
  });
  if (unshared.status !== 0) return `namespaces cannot be made here: ${unshared.stderr.trim()}`;
  if (!readFileSync('/proc/filesystems', 'utf8').includes('\toverlay\n')) return 'the kernel lacks overlayfs';
  if (!hierarchies().some(({ controllers }) => controllers.includes('memory'))) {
    return 'a test cluster needs the cgroup v1 hierarchies (boot with systemd.unified_cgroup_hierarchy=0)';
  }
  if (spawnSync('go', ['version']).status !== 0) {
    return 'Go is missing: install Go 1.25 or newer and put it on PATH';
  }
  return undefined;
}

/**
 * Makes sure that the machine can run a cluster, installing Debian packages where they are missing.
 * @throws TestBedUnavailable when it cannot
 */
export async function ensureRequirements(progress: Progress): Promise<void> {
  const reason = whyUnavailable();
  if (reason !== undefined) throw new TestBedUnavailable(reason);
  await ensureDebianPackages(packages, 'the test cluster', progress);
}
