/** One document of a text with what stands before its content: its marker, comments, directives. */
export interface TextPiece {
  /** Where it begins in the whole text, in UTF-16 units. */
  readonly start: number;
  readonly text: string;
}

/** A line that begins a document (`---`) or ends one (`...`), and nothing else: YAML 1.2.2, 9.1.2, c-forbidden. */
const marker = /^(---|\.\.\.)(?=[ \t\r\n]|$)/gm;

/**
 * Cuts a text at its document markers, without parsing it. The pieces joined are the text again. YAML forbids the markers
 * at the beginning of a line everywhere inside a document, block and quoted scalars included, so the cut is exact.
 */
export function splitDocuments(text: string): readonly TextPiece[] {
  const starts = [0];
  for (const match of text.matchAll(marker)) {
    // An end marker belongs to the document that it ends.
    const lineEnd = text.indexOf('\n', match.index);
    const start = match[0] === '---' ? match.index : lineEnd === -1 ? text.length : lineEnd + 1;
    if (start > (starts.at(-1) ?? 0)) starts.push(start);
  }
  return starts
    .map((start, index) => ({ start, text: text.slice(start, starts[index + 1] ?? text.length) }))
    .filter((piece) => piece.text !== '');
}
