/** A part of a look's result: a heading, and lines under it. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Rows as lines, their columns aligned; the last column is not padded. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const pad = (cell: string, column: number, row: readonly string[]): string =>
    column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0);
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, column, row))
      .join('  ')
      .trimEnd(),
  );
}

/** `1 socket`, `2 sockets`. */
export function count(number: number, word: string): string {
  return `${String(number)} ${word}${number === 1 ? '' : 's'}`;
}
