import * as v from 'valibot';

// The file of one run's notes. What it names is deleted from clusters, so nothing is taken from it that was not written here.

/** What Podpath creates is named by it, as a DNS label (RFC 1123). */
const ownName = v.pipe(v.string(), v.regex(/^podpath-[a-z0-9-]{1,54}$/));
/** A name of the API that may be part of a path: RFC 1123, as Kubernetes checks it for pods and namespaces. */
const apiName = v.pipe(v.string(), v.maxLength(253), v.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/));
const word = v.pipe(v.string(), v.nonEmpty(), v.maxLength(4096));

const notesSchema = v.object({
  /** The API server's origin. */
  server: word,
  host: word,
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** When the process was started, in its system's words; absent where these were not known. */
  started: v.exactOptional(word),
  instance: word,
  /** RFC 3339: when everything of the run has ended by itself. */
  expires: v.pipe(
    word,
    v.check((text) => !Number.isNaN(Date.parse(text))),
  ),
  created: v.array(
    v.variant('kind', [
      v.object({ kind: v.literal('node-pod'), namespace: apiName, name: ownName }),
      v.object({ kind: v.literal('debug-container'), namespace: apiName, pod: apiName, container: ownName }),
    ]),
  ),
});

/** What a run notes about itself and about what it created. */
export type NotesOfRun = v.InferOutput<typeof notesSchema>;

/** Reads notes; `undefined` where they are none, or hold anything that Podpath does not write. */
export function parseNotes(text: string): NotesOfRun | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { success, output } = v.safeParse(notesSchema, raw);
  return success ? output : undefined;
}
