import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { InputText } from '../core/documents/readSnapshotInput.ts';
import { UsageError } from './usageError.ts';

/** Files and the age of the youngest. */
export interface InputFiles {
  readonly texts: readonly InputText[];
  /** RFC 3339. */
  readonly asOf: string;
}

/** A folder with more manifests than this is somebody's home directory. */
const mostFiles = 5000;

function problemOf(path: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const why =
    code === 'ENOENT' ? 'no such file or folder' : code === 'EACCES' ? 'may not be read' : String(error);
  return new UsageError(`${path}: ${why}`);
}

async function manifestsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !relative(folder, path)
          .split('/')
          .some((part) => part === 'node_modules' || part.startsWith('.')),
    )
    .sort();
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Reads the file, every manifest of the folder, or standard input for `-`.
 * @param now the age of standard input, which has none of its own
 */
export async function readInputTexts(path: string, now: string): Promise<InputFiles> {
  if (path === '-')
    return { texts: [{ name: 'standard input', text: await readStandardInput() }], asOf: now };
  try {
    const found = await stat(path);
    const files = found.isDirectory() ? await manifestsIn(path) : [path];
    if (files.length === 0) throw new UsageError(`${path}: no .yaml, .yml or .json file in it`);
    if (files.length > mostFiles)
      throw new UsageError(`${path}: ${files.length} files are too many for manifests`);
    const read = await Promise.all(
      files.map(async (file) => ({
        name: found.isDirectory() ? relative(path, file) : path,
        text: await readFile(file, 'utf8'),
        modified: (await stat(file)).mtimeMs,
      })),
    );
    const youngest = Math.max(...read.map(({ modified }) => modified));
    return { texts: read.map(({ name, text }) => ({ name, text })), asOf: new Date(youngest).toISOString() };
  } catch (error) {
    throw error instanceof UsageError ? error : problemOf(path, error);
  }
}
