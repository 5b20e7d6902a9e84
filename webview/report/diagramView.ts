import { LitElement, type PropertyValues, type TemplateResult, html } from 'lit';

/** Colours and type of a diagram, read from the theme. */
export interface DiagramLook {
  readonly dark: boolean;
  readonly font: string;
  readonly foreground: string;
  readonly background: string;
  readonly line: string;
  readonly node: string;
}

function readLook(element: Element): DiagramLook {
  const style = getComputedStyle(element);
  const variable = (name: string, otherwise: string): string =>
    style.getPropertyValue(name).trim() || otherwise;
  const { classList, dataset } = document.body;
  const dark =
    dataset['vscodeThemeKind']?.includes('dark') ??
    (classList.contains('vscode-dark') || classList.contains('vscode-high-contrast'));
  const highContrastDark = dataset['vscodeThemeKind'] === 'vscode-high-contrast';
  const foreground = variable('--vscode-editor-foreground', dark ? '#cccccc' : '#3b3b3b');
  return {
    dark: dark || highContrastDark,
    font: variable('--vscode-font-family', 'sans-serif'),
    foreground,
    background: variable('--vscode-editor-background', dark ? '#1f1f1f' : '#ffffff'),
    line: variable('--vscode-descriptionForeground', foreground),
    node: variable('--vscode-editorWidget-background', 'transparent'),
  };
}

/** A Mermaid diagram in the theme's colours; drawn again when the theme changes. */
export class DiagramView extends LitElement {
  static override readonly properties = {
    source: { type: String },
    problem: { state: true },
    loading: { state: true },
  };

  declare source: string;
  declare problem: string;
  declare loading: boolean;
  #drawn: SVGElement | undefined;
  readonly #themeObserver = new MutationObserver(() => {
    void this.#draw();
  });

  constructor() {
    super();
    this.source = '';
    this.problem = '';
    this.loading = false;
  }

  /** The report's styles reach a diagram in its light tree. */
  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#themeObserver.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-kind'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#themeObserver.disconnect();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('source') && this.source !== '') void this.#draw();
  }

  /** The drawn diagram as a document of its own; drawn first when it was not. */
  async toSvg(): Promise<string> {
    if (this.#drawn === undefined) await this.#draw();
    return this.#drawn === undefined ? '' : new XMLSerializer().serializeToString(this.#drawn);
  }

  async #draw(): Promise<void> {
    const { source } = this;
    this.loading = this.#drawn === undefined;
    try {
      const entry = await import('./mermaidEntry.ts');
      const drawing = await entry.renderDiagram(source, readLook(this));
      if (source !== this.source) return;
      this.#drawn = drawing;
      this.problem = '';
      this.querySelector('.diagram')?.replaceChildren(drawing);
    } catch (error) {
      this.problem = `The diagram could not be drawn: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      this.loading = false;
    }
  }

  protected override render(): TemplateResult {
    const note = this.problem === '' ? (this.loading ? 'Drawing…' : '') : this.problem;
    return html`<div class="diagram" tabindex="0" role="group" aria-label="Diagram"></div>
      <p class="quiet" ?hidden=${note === ''}>${note}</p>`;
  }
}
