/** One part of a script's output: what stands between two lines that begin with `@ `. */
export interface ProbeSection {
  /** The words after `@ `. */
  readonly title: string;
  readonly text: string;
}

/** Splits the output of a script that announces each part with a line `@ TITLE`. What stands before the first is dropped. */
export function splitSections(text: string): readonly ProbeSection[] {
  const sections: ProbeSection[] = [];
  let title: string | undefined;
  let lines: string[] = [];
  const close = (): void => {
    if (title !== undefined) sections.push({ title, text: lines.join('\n') });
    lines = [];
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('@ ')) {
      close();
      title = line.slice(2).trim();
    } else lines.push(line);
  }
  close();
  return sections;
}
