/** A text in which one place is marked by a caret, `‸`. */
export interface MarkedText {
  readonly text: string;
  /** Where the mark stood. */
  readonly offset: number;
}

/** Takes the mark out of a text. */
export function markedText(marked: string): MarkedText {
  const offset = marked.indexOf('‸');
  if (offset === -1) throw new Error('the text has no mark ‸');
  return { text: marked.replace('‸', ''), offset };
}
