import { join } from 'node:path';

/**
 * Where this user's notes stay between two starts, by the customs of the platform: the XDG Base Directory Specification's
 * state home, Application Support on macOS, the local application data on Windows.
 */
export function stateFolder(
  environment: Readonly<Record<string, string | undefined>>,
  homeFolder: string,
  platform: string,
): string {
  const { XDG_STATE_HOME, LOCALAPPDATA } = environment;
  if (platform === 'win32') return join(LOCALAPPDATA ?? join(homeFolder, 'AppData', 'Local'), 'podpath');
  if (platform === 'darwin') return join(homeFolder, 'Library', 'Application Support', 'podpath');
  const state = XDG_STATE_HOME ?? '';
  // The specification: a relative path is invalid and ignored.
  return join(state.startsWith('/') ? state : join(homeFolder, '.local', 'state'), 'podpath');
}
