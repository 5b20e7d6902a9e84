import { readdir, readFile, realpath, stat } from 'node:fs/promises';
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
const isManifest = /\.(ya?ml|json)$/i;

function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'ELOOP') return 'a link that leads to itself';
  return code === 'EACCES' ? 'may not be read' : String(error);
}

/**
 * The text of a file's bytes; a problem where they are none. Kubernetes reads UTF-8 only: kubectl cuts a stream into lines of bytes,
 * which leaves nothing of UTF-16, and go-yaml refuses what is no UTF-8.
 */
export function textOfBytes(name: string, bytes: Uint8Array): InputText {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { name, text: '', problem: 'is UTF-16; Kubernetes reads UTF-8' };
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { name, text: '', problem: 'is no valid UTF-8' };
  }
}

/** A manifest of a folder: a file, or a link to one. */
interface FoundFile {
  readonly path: string;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/**
 * The manifests of a folder and the folders in it. Links are followed, as in a mounted ConfigMap, whose files are links into `..data`;
 * what begins with a dot is hidden, so that each of them is read once.
 */
async function manifestsIn(folder: string, visited: ReadonlySet<string>): Promise<readonly FoundFile[]> {
  const place = await realpath(folder);
  if (visited.has(place)) return [];
  const inside = new Set([...visited, place]);
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map(async (entry): Promise<readonly FoundFile[]> => {
      const path = join(folder, entry.name);
      const isFolder = entry.isDirectory();
      if (!isFolder && !entry.isSymbolicLink())
        return isManifest.test(entry.name)
          ? [entry.isFile() ? { path } : { path, problem: 'is no ordinary file' }]
          : [];
      if (isFolder) return manifestsIn(path, inside);
      try {
        const target = await stat(path);
        if (target.isDirectory()) return await manifestsIn(path, inside);
        if (!isManifest.test(entry.name)) return [];
        return [target.isFile() ? { path } : { path, problem: 'is no ordinary file' }];
      } catch (error) {
        return isManifest.test(entry.name) ? [{ path, problem: whyNot(error) }] : [];
      }
    });
  return (await Promise.all(found)).flat();
}

async function readStandardInput(): Promise<InputText> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return textOfBytes('standard input', Buffer.concat(chunks));
}

interface ReadFile {
  readonly text: InputText;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

async function readOne(name: string, { path, problem }: FoundFile): Promise<ReadFile> {
  if (problem !== undefined) return { text: { name, text: '', problem }, modified: 0 };
  const bytes = await readFile(path);
  return { text: textOfBytes(name, bytes), modified: (await stat(path)).mtimeMs };
}

/**
 * Reads the file, every manifest of the folder, or standard input for `-`. What cannot be read of a folder is no reason to read nothing:
 * it is among the texts, with the problem.
 * @param now the age of standard input, which has none of its own
 */
export async function readInputTexts(path: string, now: string): Promise<InputFiles> {
  if (path === '-') return { texts: [await readStandardInput()], asOf: now };
  try {
    const isFolder = (await stat(path)).isDirectory();
    const files = isFolder ? await manifestsIn(path, new Set()) : [{ path }];
    if (files.length === 0) throw new UsageError(`${path}: no .yaml, .yml or .json file in it`);
    if (files.length > mostFiles)
      throw new UsageError(`${path}: ${files.length} files are too many for manifests`);
    const read = await Promise.all(
      files.map(async (file) => {
        const name = isFolder ? relative(path, file.path) : path;
        if (!isFolder) return readOne(name, file);
        return readOne(name, file).catch((error: unknown) =>
          readOne(name, { ...file, problem: whyNot(error) }),
        );
      }),
    );
    const youngest = Math.max(...read.map(({ modified }) => modified));
    return { texts: read.map(({ text }) => text), asOf: new Date(youngest).toISOString() };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${path}: ${whyNot(error)}`);
  }
}
