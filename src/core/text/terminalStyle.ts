/** How text for a terminal is to be made. */
export interface TextStyle {
  /** Colours may be used (SGR escape sequences). */
  readonly colors: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** Text for files, pipes and tests. */
export const plainStyle: TextStyle = { colors: false, width: 110 };

/** SGR parameters of ECMA-48; only the 8 basic colours, which every terminal theme defines. */
const parameters = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' };
export type Paint = keyof typeof parameters;

/** Paints text that is already safe; leaves it as it is without colours. */
export function paint(style: TextStyle, text: string, ...paints: readonly Paint[]): string {
  if (!style.colors || text === '') return text;
  return `\u001b[${paints.map((name) => parameters[name]).join(';')}m${text}\u001b[0m`;
}
