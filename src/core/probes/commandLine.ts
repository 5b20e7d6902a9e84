import type { ProbeRequest } from './observation.ts';

/** Quotes one word for a POSIX shell. Words of safe characters only stay as they are. */
export function quoteForShell(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Joins words to one shell command. */
export function joinCommand(words: readonly string[]): string {
  return words.map(quoteForShell).join(' ');
}

/** The kubectl command that does by hand what the request asks for. Context flags are left to the reader's kubeconfig. */
export function commandOfRequest(request: Pick<ProbeRequest, 'vantage' | 'action'>): string {
  const { vantage, action } = request;
  if (action.kind === 'read') return joinCommand(['kubectl', 'get', '--raw', action.path]);
  if (vantage.kind === 'pod') {
    const { namespace, pod, container } = vantage;
    return joinCommand(['kubectl', 'exec', '-n', namespace, pod, '-c', container, '--', ...action.argv]);
  }
  return joinCommand(action.argv);
}
