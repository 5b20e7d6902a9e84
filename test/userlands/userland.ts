import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The Debian packages that hold the tools of the userlands beside what every Debian has. */
export const userlandPackages = [
  ...[
    'busybox-static',
    'toybox',
    'dash',
    'bash',
    'curl',
    'wget',
    'perl',
    'python3-minimal',
    'libpython3-stdlib',
  ],
  ...['netcat-openbsd', 'netcat-traditional', 'ncat', 'bind9-dnsutils', 'iproute2'],
];

const ownFolder = import.meta.dirname;

/** Programs of the machine by the name under which an image may have them. */
const programs = {
  dash: { sh: '/bin/dash' },
  bash: { bash: '/bin/bash' },
  'bash as sh': { sh: '/bin/bash', bash: '/bin/bash' },
  'busybox as sh': { sh: '/bin/busybox' },
  coreutils: Object.fromEntries(
    ['timeout', 'sleep', 'cat', 'dd', 'od', 'true'].map((name) => [name, `/usr/bin/${name}`]),
  ),
  'coreutils without timeout': { sleep: '/usr/bin/sleep', cat: '/usr/bin/cat' },
  busybox: busybox('timeout', 'sleep', 'cat'),
  'old busybox': { ...busybox('sleep', 'cat'), timeout: join(ownFolder, 'oldTimeout.sh') },
  'busybox without timeout': busybox('sleep', 'cat'),
  toybox: Object.fromEntries(['timeout', 'sleep', 'cat'].map((name) => [name, '/usr/bin/toybox'])),
  'nc of busybox': busybox('nc'),
  'nc of toybox': { nc: '/usr/bin/toybox' },
  'nc of OpenBSD': { nc: '/bin/nc.openbsd' },
  'traditional nc': { nc: '/bin/nc.traditional' },
  ncat: { nc: '/usr/bin/ncat' },
  curl: { curl: '/usr/bin/curl' },
  perl: { perl: '/usr/bin/perl' },
  python3: { python3: '/usr/bin/python3' },
  'wget of GNU': { wget: '/usr/bin/wget' },
  'wget of busybox': busybox('wget'),
  'nslookup of busybox': busybox('nslookup'),
  'nslookup of BIND': { nslookup: '/usr/bin/nslookup' },
  'ping of busybox': busybox('ping'),
  'ip of busybox': busybox('ip'),
  iproute2: { ip: '/usr/sbin/ip' },
  dig: { dig: '/usr/bin/dig' },
  'nc that counts': { nc: join(ownFolder, 'countingNc.sh') },
  'broken getent': { getent: join(ownFolder, 'brokenTool.sh') },
  getent: { getent: '/usr/bin/getent' },
  'tools without their libraries': {
    ...Object.fromEntries(
      ['nc', 'bash', 'curl', 'perl', 'python3', 'wget'].map((name) => [
        name,
        join(ownFolder, 'brokenTool.sh'),
      ]),
    ),
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** A set of programs that stand together in some image. */
export type Part = keyof typeof programs;

function busybox(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, '/bin/busybox']));
}

/** What a program printed, and how it ended. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** The start of a command that runs in a mount namespace of its own with this /etc/resolv.conf. */
function withResolvConf(folder: string, text: string): readonly string[] {
  const file = join(folder, 'resolv.conf');
  writeFileSync(file, text);
  const script = '/bin/mount --bind "$0" /etc/resolv.conf && exec "$@"';
  return ['/usr/bin/unshare', '--mount', '/bin/sh', '-c', script, file];
}

/** What an environment may have of its own beside programs. */
export interface OwnFiles {
  /** Text of /etc/resolv.conf; it takes root to put it there. */
  readonly resolvConf?: string;
}

/** Runs a command in an environment that has these programs and no other, and nothing of this machine's environment. */
export async function runIn(
  parts: readonly Part[],
  argv: readonly string[],
  { resolvConf }: OwnFiles = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'podpath-userland-'));
  const own = new Map(parts.flatMap((part) => Object.entries<string>(programs[part])));
  for (const [name, target] of own) symlinkSync(target, join(folder, name));
  const [program = '', ...rest] = argv;
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      const command = [join(folder, program), ...rest];
      const [first = '', ...others] =
        resolvConf === undefined ? command : [...withResolvConf(folder, resolvConf), ...command];
      const child = spawn(first, others, {
        env: { PATH: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const texts = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const)
        child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
      child.on('error', reject);
      child.on('close', (exitCode) => {
        resolve({ ...texts, exitCode });
      });
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
