import type { ReportContent } from '../../protocol/reportProtocol.ts';

/** Where values are kept over a reload of the window (vscode.Memento). */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const key = 'podpath.reports';

/** The newest reports are kept, and of a report what is not much larger than people read. */
const mostReports = 10;
const longestContent = 1_000_000;

interface Kept {
  readonly version: string;
  readonly content: ReportContent;
}

/**
 * What reports show, kept by the extension for the time after a reload. The pages do not keep it: commands that stand in a
 * report can be run, so no page may say what they are.
 */
export class KeptReports {
  readonly #memory: Memory;
  readonly #version: string;

  /** @param version of the extension: what another one has kept may have another shape, and is not shown */
  constructor(memory: Memory, version: string) {
    this.#memory = memory;
    this.#version = version;
  }

  /** Keeps a report in place of what was kept of it before. */
  keep(content: ReportContent): void {
    const others = this.#kept().filter(({ content: { id } }) => id !== content.id);
    const fits = JSON.stringify(content).length <= longestContent;
    const kept: Kept = { version: this.#version, content: fits ? content : withoutResult(content) };
    void this.#memory.update(key, [...others, kept].slice(-mostReports));
  }

  /** The report with this id, as it was kept; `undefined` when it was not, or by another version. */
  get(id: string): ReportContent | undefined {
    return this.#kept().find(({ content }) => content.id === id)?.content;
  }

  forget(id: string): void {
    const kept = this.#kept();
    const others = kept.filter(({ content }) => content.id !== id);
    if (others.length < kept.length) void this.#memory.update(key, others);
  }

  #kept(): readonly Kept[] {
    const kept = this.#memory.get(key);
    return Array.isArray(kept)
      ? (kept as readonly Kept[]).filter(({ version }) => version === this.#version)
      : [];
  }
}

function withoutResult(content: ReportContent): ReportContent {
  const { mermaid: _mermaid, ...rest } = content;
  const problem = 'The result was too large to be kept over a reload. Run again to see it.';
  if (rest.kind === 'trace') {
    const { trace: _trace, ...run } = rest;
    return { ...run, problem };
  }
  const { diagnosis: _diagnosis, ...run } = rest;
  return { ...run, problem };
}
