/** One document of a stream, not yet parsed. */
export interface DocumentText {
  readonly text: string;
  /** Of its beginning, from 1. */
  readonly line: number;
  /** Why the separator before it is none. */
  readonly problem?: string;
}

/**
 * Splits a stream of YAML documents as kubectl does (k8s.io/apimachinery, util/yaml YAMLReader): at each line that begins with `---`,
 * whatever YAML itself would make of it. Only a comment may follow on that line.
 */
export function splitDocuments(stream: string): readonly DocumentText[] {
  const documents: DocumentText[] = [];
  let start = 0;
  let startLine = 1;
  let problem: string | undefined;
  const end = (at: number): void => {
    documents.push({
      text: stream.slice(start, at),
      line: startLine,
      ...(problem === undefined ? {} : { problem }),
    });
    problem = undefined;
  };
  let line = 1;
  for (let at = 0; at < stream.length; line += 1) {
    const newline = stream.indexOf('\n', at);
    const next = newline === -1 ? stream.length : newline + 1;
    if (stream.startsWith('---', at)) {
      end(at);
      const rest = stream.slice(at + 3, Math.min(next, at + 200)).trim();
      if (rest !== '' && !rest.startsWith('#'))
        problem = `only a comment may follow --- on its line (line ${String(line)})`;
      start = next;
      startLine = line + 1;
    }
    at = next;
  }
  end(stream.length);
  return documents;
}
