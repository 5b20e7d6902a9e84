import type { Privilege, ProbeRequest } from './observation.ts';

/**
 * The image of debug containers and node pods when the user sets none: a public collection of network tools, which has
 * every tool that a probe looks for.
 */
export const defaultDebugImage = 'nicolaka/netshoot:v0.13';

/** kubectl's debugging profile that gives what a privilege gives (KEP-1441, kubectl debug --profile). */
const debugProfiles: Readonly<Partial<Record<Privilege, string>>> = {
  'debug-container': 'restricted',
  'debug-container-net-admin': 'netadmin',
  'node-pod': 'sysadmin',
};

/** Quotes one word for a POSIX shell. Words of safe characters only stay as they are. */
export function quoteForShell(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Joins words to one shell command. */
export function joinCommand(words: readonly string[]): string {
  return words.map(quoteForShell).join(' ');
}

/**
 * The kubectl command that does by hand what the request asks for. Context flags are left to the reader's kubeconfig.
 * Where nothing runs yet that has the tools it is a `kubectl debug`, which names nothing that was made for one run only.
 */
export function commandOfRequest(
  request: Pick<ProbeRequest, 'vantage' | 'action' | 'privilege'>,
  debugImage: string = defaultDebugImage,
): string {
  const { vantage, action, privilege } = request;
  if (action.kind === 'read') return joinCommand(['kubectl', 'get', '--raw', action.path]);
  if (vantage.kind === 'pod') {
    const { namespace, pod, container } = vantage;
    return joinCommand(['kubectl', 'exec', '-n', namespace, pod, '-c', container, '--', ...action.argv]);
  }
  if (vantage.kind === 'api') return joinCommand(action.argv);
  const where = vantage.kind === 'node' ? [`node/${vantage.node}`] : ['-n', vantage.namespace, vantage.pod];
  return joinCommand([
    ...['kubectl', 'debug', ...where, '--quiet', '--attach', `--image=${debugImage}`],
    `--profile=${debugProfiles[privilege] ?? 'restricted'}`,
    '--',
    ...action.argv,
  ]);
}
