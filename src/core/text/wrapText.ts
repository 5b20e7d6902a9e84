/** Columns that a text takes in a terminal. Wide characters are counted as one: cluster names have none. */
export function columnsOf(text: string): number {
  return Array.from(text).length;
}

/**
 * Breaks one line at spaces so that no line is wider than `width`. Words that are wider, such as commands, stay whole, so
 * that they can be copied.
 */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
