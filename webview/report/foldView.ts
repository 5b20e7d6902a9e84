import { type TemplateResult, html, nothing } from 'lit';

/** A part that is folded until somebody wants it; nothing when it has no content. */
export function foldView(
  title: string,
  count: number,
  body: TemplateResult,
  open = false,
): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  return html`<details class="fold" ?open=${open}>
    <summary>${title}<span class="quiet">${count}</span></summary>
    <div class="fold-body">${body}</div>
  </details>`;
}
