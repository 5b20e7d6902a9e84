import type { CSSResult } from 'lit';

/**
 * Puts a style sheet on the document. Constructed sheets need no `style-src` in the content security policy, which forbids
 * style attributes.
 */
export function adoptStyles(...styles: readonly CSSResult[]): void {
  const sheets = styles.flatMap(({ styleSheet }) => (styleSheet === undefined ? [] : [styleSheet]));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
}
