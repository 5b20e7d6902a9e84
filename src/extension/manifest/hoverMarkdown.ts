import type { HoverAction } from '../../core/manifest/hoverText.ts';

/** The only commands that a hover may run. */
export const hoverCommands = ['podpath.traceServiceEndpoints', 'podpath.showOnMap'] as const;

/** With no-break spaces: a hover is narrow, and a link on two lines looks like two. */
const showOnMap = 'Show\u00a0on\u00a0Map';

function linkOf(action: HoverAction): string {
  const [command, title, reference] =
    action.kind === 'trace'
      ? ([hoverCommands[0], 'Trace', action.service] as const)
      : ([hoverCommands[1], showOnMap, action.reference] as const);
  // encodeURIComponent leaves parentheses as they are, and one of them would end the link.
  const argument = encodeURIComponent(JSON.stringify([reference])).replace(
    /[()']/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return `[${title}](command:${command}?${argument})`;
}

/**
 * The Markdown of a hover: its lines, which are escaped already, with the actions behind the last one.
 * A line ends with two spaces, Markdown's hard break.
 */
export function hoverMarkdown(lines: readonly string[], actions: readonly HoverAction[]): string {
  const links = actions.map(linkOf).join(' · ');
  const last = [lines.at(-1) ?? '', ...(links === '' ? [] : [links])].join(' · ');
  return [...lines.slice(0, -1), last].join('  \n');
}
