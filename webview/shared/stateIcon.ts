import { type TemplateResult, html, svg } from 'lit';
import type { TopologyState } from '../../src/core/model/topologyState.ts';

/** A shape per state in a box of 16 by 16, so that no state is told by colour alone. */
export interface StateShape {
  /** Filled with the state's colour. */
  readonly outline: string;
  /** Stroked with the background's colour on top of it. */
  readonly glyph: string;
  /** How a person says it. */
  readonly label: string;
}

const disc = 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Z';

/** Tick in a disc, triangle, octagon with a cross, rounded square with a question mark, dash in a disc. */
export const stateShapes: Readonly<Record<TopologyState, StateShape>> = {
  ok: { outline: disc, glyph: 'M4.6 8.3 7 10.6 11.4 5.7', label: 'ok' },
  warning: { outline: 'M8 1.2 15.4 14.4H.6Z', glyph: 'M8 6v4.2M8 12v.4', label: 'warning' },
  error: {
    outline: 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z',
    glyph: 'M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2',
    label: 'error',
  },
  unknown: {
    outline: 'M4 1h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Z',
    glyph: 'M6 6.6a2 2 0 1 1 2.9 1.8c-.6.3-.9.6-.9 1.3M8 11.6v.3',
    label: 'unknown',
  },
  inactive: { outline: disc, glyph: 'M5 8h6', label: 'inactive' },
};

/** The theme's colour of a state, as a CSS value. */
export const stateColors: Readonly<Record<TopologyState, string>> = {
  ok: 'var(--vscode-testing-iconPassed, var(--vscode-charts-green))',
  warning: 'var(--vscode-list-warningForeground, var(--vscode-charts-yellow))',
  error: 'var(--vscode-list-errorForeground, var(--vscode-errorForeground))',
  unknown: 'var(--vscode-descriptionForeground)',
  inactive: 'var(--vscode-disabledForeground, var(--vscode-descriptionForeground))',
};

/**
 * The icon of a state as a lit template; its classes `state-icon`, `state-outline` and `state-glyph` are styled by
 * {@link ./stateIconStyles.ts}. It is hidden from screen readers: the text beside it names the state.
 */
export function stateIcon(state: TopologyState): TemplateResult {
  const { outline, glyph } = stateShapes[state];
  return html`<svg class="state-icon ${state}" viewBox="0 0 16 16" aria-hidden="true">
    ${svg`<path class="state-outline" d=${outline}></path><path class="state-glyph" d=${glyph}></path>`}
  </svg>`;
}
