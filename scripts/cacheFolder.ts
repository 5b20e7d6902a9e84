import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where everything is kept that is large, slow to make and the same for every checkout: PODPATH_CACHE, or
 * ~/.cache/podpath. Deleting it costs time and nothing else.
 */
export function cacheFolder(): string {
  return process.env['PODPATH_CACHE'] ?? join(homedir(), '.cache', 'podpath');
}
