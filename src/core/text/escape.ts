/*
 * All text from a cluster is hostile: names in images, messages and command output are chosen by whoever runs there.
 * Each function here makes text safe for one place; none of them loses what was there.
 */

/**
 * Characters that act on a terminal or on the order of what is read, and are seen by nobody: C0 and C1 controls (ESC among
 * them), bidirectional controls (Unicode TR 36, "Trojan Source"), zero-width and other default-ignorable characters,
 * line and paragraph separators, tags, private use and lone surrogates.
 */
const invisible =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- single characters are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\p{Co}\p{Cs}]/gu;

function visible(character: string): string {
  switch (character) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default: {
      const code = character.codePointAt(0) ?? 0;
      return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
    }
  }
}

/** One line of text for a terminal: what is invisible or acts on the terminal is spelled out. */
export function plainLine(text: string): string {
  return text.replace(invisible, visible);
}

/** Text of several lines for a terminal; tabs become spaces, trailing white space goes. */
export function plainLines(text: string): readonly string[] {
  const lines = text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => plainLine(line.replaceAll('\t', '    ')).trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Text inside a Markdown paragraph, list item or table cell: nothing in it is markup, a link, a mention or HTML. */
export function markdownText(text: string): string {
  return (
    plainLine(text)
      .replace(/[\\`*_{}[\]<>|~@$#&!]/g, '\\$&')
      // GitHub links bare addresses; an escaped colon or dot ends that.
      .replaceAll('://', '\\://')
      .replace(/www\./gi, (match) => `${match.slice(0, -1)}\\.`)
      // What begins a line must not begin a list, a rule or a heading.
      .replace(/^(\s*)([-+=])/, '$1\\$2')
      .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
  );
}

function longestRun(text: string, character: string): number {
  return Math.max(0, ...[...text.matchAll(new RegExp(`${character}+`, 'g'))].map(([run]) => run.length));
}

/** An inline code span; not for table cells, where pipes would end it. */
export function markdownCode(text: string): string {
  const plain = plainLine(text);
  if (plain.trim() === '') return '';
  const fence = '`'.repeat(longestRun(plain, '`') + 1);
  const padding = plain.startsWith('`') || plain.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${plain}${padding}${fence}`;
}

/** A fenced code block. */
export function markdownBlock(text: string, language = ''): string {
  const lines = plainLines(text);
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n'), '`') + 1));
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

/**
 * A label of a Mermaid flowchart, without its quotes. Everything but letters, digits and harmless punctuation becomes an
 * entity code: Mermaid puts labels through Markdown and into HTML, and decodes entities last.
 */
export function mermaidLabel(text: string): string {
  const encode = (character: string): string => `#${character.codePointAt(0) ?? 0};`;
  return (
    plainLine(text)
      .trim()
      .replace(/[^\p{L}\p{M}\p{N} ,.:/()→·–…✓✗?!=-]/gu, encode)
      // "1. x", "- x" would be lists, "---" a rule.
      .replace(/^(\d+)([.)])(?=\s|$)/, (_match, digits: string, mark: string) => `${digits}${encode(mark)}`)
      .replace(/^[-–]/, encode)
      .replaceAll('://', ':#47;/')
  );
}

/** An id of a Mermaid node: letters and digits only, and none of Mermaid's words. Give each node another number. */
export function mermaidId(index: number): string {
  return `n${index}`;
}
