import { Lexer } from 'yaml';

/** What is used of the lexer beyond its published face. A test holds it against what Kubernetes' own parser reads. */
interface LexerInside {
  /** How deep the lines that follow have to be indented to belong to the value that is being read. */
  indentNext: number;
  /** How many `[` and `{` are open. */
  readonly flowLevel: number;
  parseNext: (state: string) => Generator<string, unknown>;
  parseQuotedScalar: () => Generator<string, unknown>;
}

/**
 * The lexemes of a YAML text as libyaml sees them, with whose Go port Kubernetes reads. YAML 1.2 asks that lines inside of quotes,
 * `[` and `{` be indented deeper than what holds them, and without tabs; libyaml ignores the indentation of such lines.
 */
export function* kubernetesLexemes(text: string): Generator<string, void> {
  const lexer = new Lexer();
  const inside = lexer as unknown as LexerInside;
  function* withoutIndentation(read: () => Generator<string, unknown>): Generator<string, unknown> {
    const { indentNext } = inside;
    inside.indentNext = 0;
    const next = yield* read();
    inside.indentNext = indentNext;
    return next;
  }
  const parseNext = inside.parseNext.bind(lexer);
  const parseQuotedScalar = inside.parseQuotedScalar.bind(lexer);
  inside.parseNext = (state) =>
    state === 'flow' || inside.flowLevel > 0 ? withoutIndentation(() => parseNext(state)) : parseNext(state);
  inside.parseQuotedScalar = () => withoutIndentation(parseQuotedScalar);
  yield* lexer.lex(text);
}
