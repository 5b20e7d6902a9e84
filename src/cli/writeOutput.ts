import { toJson, toYaml } from '../core/text/documentText.ts';
import type { TextStyle } from '../core/text/terminalStyle.ts';
import type { CliHost } from './cliHost.ts';
import { UsageError } from './usageError.ts';

export const outputFormats = ['text', 'json', 'yaml', 'markdown', 'mermaid'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** Parses `-o`; each command has its own formats. */
export function parseFormat<const Format extends string>(text: string, formats: readonly Format[]): Format {
  const format = formats.find((candidate) => candidate === text);
  if (format === undefined) throw new UsageError(`-o ${text}: expected ${formats.join(', ')}.`);
  return format;
}

/** One JSON document with a final newline. */
export function jsonText(document: unknown): string {
  return `${toJson(document, 2)}\n`;
}

/** A document as JSON or YAML. */
export function documentText(document: unknown, format: 'json' | 'yaml'): string {
  return format === 'json' ? jsonText(document) : toYaml(document);
}

/** Columns for text that goes to no terminal. */
const defaultWidth = 110;
/** Lines longer than this are hard to read even where they fit. */
const greatestWidth = 140;

/** Colours only for a terminal, and only where nobody objects (https://no-color.org, TERM=dumb). */
export function styleOf(host: CliHost): TextStyle {
  const { NO_COLOR: noColor, TERM: terminal } = host.environment;
  const colors = host.stdout.isTTY && (noColor === undefined || noColor === '') && terminal !== 'dumb';
  const { columns } = host.stdout;
  return {
    colors,
    width:
      host.stdout.isTTY && columns !== undefined && columns > 0
        ? Math.min(columns, greatestWidth)
        : defaultWidth,
  };
}
