/** One part of a script's output: what stands between two lines that begin with `@ `. */
export interface ProbeSection {
  /** The words after `@ `. */
  readonly title: string;
  readonly text: string;
  /** How the command that printed it ended, where the script says so. */
  readonly status?: number;
}

/** What a script printed, or why it cannot be read. */
export type ProbeOutput =
  | { readonly sections: readonly ProbeSection[] }
  | { readonly sections?: never; readonly errors: readonly [string] };

/** The last line of every script's output. */
const endMark = '@ end';

/** What is said of an output without its end: nothing in it is taken for a fact, since what is missing may change it. */
export const cutOff = 'the output was cut off, so nothing is concluded from it';

/**
 * Splits the output of a script into its parts, each announced by a line `@ TITLE` and where a command printed it
 * followed by `@ status NUMBER`. An output without its end mark is refused whole. What stands before the first part is
 * dropped.
 */
export function readOutput(text: string): ProbeOutput {
  const lines = text.trimEnd().split('\n');
  if (lines.pop() !== endMark) return { errors: [cutOff] };
  const sections: { title: string; lines: string[]; status?: number }[] = [];
  let own: string[] | undefined;
  for (const line of lines) {
    const title = line.startsWith('@ ') ? line.slice(2).trim() : undefined;
    if (title === undefined) {
      own?.push(line);
      continue;
    }
    const status = /^status (\d{1,3})$/.exec(title)?.[1];
    const last = sections.at(-1);
    if (status === undefined) {
      own = [];
      sections.push({ title, lines: own });
    } else if (last !== undefined) {
      last.status = Number(status);
      own = undefined;
    }
  }
  return {
    sections: sections.map(({ title, lines: body, status }) => ({
      title,
      text: body.join('\n'),
      ...(status === undefined ? {} : { status }),
    })),
  };
}

/** The output without its end mark, for people to read. */
export function withoutEndMark(text: string): string {
  return text.endsWith(`\n${endMark}\n`) ? `${text.slice(0, -endMark.length - 1).trimEnd()}\n` : text;
}
