/** The command line's words for what may be allowed; in an editor a button says it. */
const commandLineHint = / \(--allow [a-z-]+\)/g;

/** A reason as an editor shows it. */
export function withoutCommandLineHint(text: string): string {
  return text.replace(commandLineHint, '');
}
