import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Only its owner may read what Podpath writes: snapshots and cases tell much about a network. */
const ownerOnly = 0o600;

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/**
 * Writes a file whole or not at all; every file that the program leaves behind is written here. The text goes into a new
 * file beside it, is flushed, and takes the name then, so that whatever happens (a full disk, a crash) a reader finds the
 * old content or the new one. Only a file is replaced: a link is not followed, and a device or a pipe is refused.
 *
 * The usual package for this (write-file-atomic) resolves links, and opens a temporary file whose name can be guessed without
 * making sure that it is new, so that a link planted there is followed.
 *
 * @throws the error of the file system
 */
export async function writeWholeFile(path: string, content: string): Promise<void> {
  const there = await lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (there?.isSymbolicLink() === true) throw new Error('it is a link; name the file that it leads to');
  if (there !== undefined && !there.isFile()) throw new Error('it is no regular file');
  // Of a fixed length: a name that is as long as the file system allows must not get longer.
  const aside = join(dirname(path), `.podpath-${randomBytes(8).toString('hex')}.tmp`);
  // `x`: what is there already, a link that somebody has planted too, is never opened.
  const file = await open(aside, 'wx', ownerOnly);
  try {
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
