import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * The program of an installed desktop VS Code: what PODPATH_VSCODE names, or where its installers put it, or the one
 * beside the `code` on PATH. Undefined when there is none, or no display to show its window on.
 */
export function findDesktopVscode(): string | undefined {
  const named = process.env['PODPATH_VSCODE'];
  if (named) return named;
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return undefined;
  return [...installedPlaces(), ...placesBesidePath()].find((place) => existsSync(place));
}

function installedPlaces(): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['Electron', 'Code'].map(
        (name) => `/Applications/Visual Studio Code.app/Contents/MacOS/${name}`,
      );
    case 'win32':
      return [process.env['LOCALAPPDATA'], process.env['ProgramFiles']].flatMap((folder) =>
        folder === undefined
          ? []
          : [
              join(folder, 'Programs', 'Microsoft VS Code', 'Code.exe'),
              join(folder, 'Microsoft VS Code', 'Code.exe'),
            ],
      );
    default:
      return ['/usr/share/code/code', '/usr/lib/code/code', '/snap/code/current/usr/share/code/code'];
  }
}

/** `code` on PATH is a shell script in a folder bin, one below the program. */
function placesBesidePath(): string[] {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'code'))
    .filter((script) => existsSync(script))
    .map((script) => join(dirname(dirname(realpathSync(script))), 'code'));
}
