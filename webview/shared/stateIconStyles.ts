import { css, unsafeCSS } from 'lit';
import { stateColors } from './stateIcon.ts';

/** Styles of {@link ./stateIcon.ts}, for a document or a shadow root. */
export const stateIconStyles = css`
  .state-icon {
    width: 14px;
    height: 14px;
    flex: none;
    vertical-align: -2px;
    overflow: visible;
  }
  .state-outline {
    fill: var(--state-color);
  }
  .state-glyph {
    fill: none;
    stroke: var(--vscode-editor-background);
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  ${unsafeCSS(
    Object.entries(stateColors)
      .map(([state, color]) => `.${state} { --state-color: ${color}; }`)
      .join('\n'),
  )}
  @media (forced-colors: active) {
    .state-outline {
      fill: CanvasText;
    }
    .state-glyph {
      stroke: Canvas;
    }
  }
`;
