import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Of a kubeconfig, a certificate or a token: the largest kubeconfigs of real users have a few megabytes. */
const maximumBytes = 32 * 1024 * 1024;

/** The file is a pipe, socket or device, or too large. `code` is `NOT_REGULAR` or `TOO_LARGE`. */
export class UnusualFile extends Error {
  override readonly name = 'UnusualFile';
  readonly code: 'NOT_REGULAR' | 'TOO_LARGE';

  constructor(code: 'NOT_REGULAR' | 'TOO_LARGE') {
    super(code);
    this.code = code;
  }
}

/**
 * Reads a whole file that has an end. A pipe would be waited for until somebody writes, and /dev/zero never ends, so anything
 * but a regular file is refused before it is read. Throws {@link UnusualFile}, or what `open` throws.
 */
export async function readRegularFile(path: string): Promise<Buffer> {
  // O_NONBLOCK: opening a pipe without a writer waits otherwise. Windows has none.
  const nonBlocking = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;
  const file = await open(path, constants.O_RDONLY | nonBlocking);
  try {
    const { size } = await file.stat().then((status) => {
      if (status.isFile() || status.isDirectory()) return status;
      throw new UnusualFile('NOT_REGULAR');
    });
    if (size > maximumBytes) throw new UnusualFile('TOO_LARGE');
    // A folder fails with EISDIR.
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Why a file cannot be read, as the end of a sentence; quotes nothing of it. */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'you may not read it';
    case 'EISDIR':
      return 'it is a folder';
    case 'NOT_REGULAR':
    case 'ENXIO':
      return 'it is a pipe or device, not a file';
    case 'TOO_LARGE':
      return 'it is larger than 32 MiB';
    default:
      return code === '' ? 'the system gives no reason' : `the system says ${code}`;
  }
}
