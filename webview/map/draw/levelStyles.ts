import { css } from 'lit';

/** What distance, motion and contrast change about the drawing; to be put after the other styles. */
export const levelStyles = css`
  /* From afar a frame speaks for its inside, in letters that carry. */
  .frame .summary {
    display: none;
    pointer-events: none;
  }
  .summary > text {
    text-anchor: middle;
    fill: var(--vscode-foreground);
  }
  .summary > .summary-title {
    font-weight: 600;
  }
  .summary > .summary-line {
    fill: var(--quiet);
  }
  svg.far .mark.inner,
  svg.far .edge.inner,
  svg.far .frame .title,
  svg.far .frame .badge,
  svg.far .frame .kind,
  svg.far .control > .state {
    display: none;
  }
  svg.far .frame .summary {
    display: inline;
  }
  svg.far .frame .body {
    fill: color-mix(in srgb, var(--vscode-foreground) 5%, var(--vscode-editor-background));
    stroke-width: 2;
    pointer-events: all;
  }
  svg.far .frame.error .body,
  svg.far .frame.warning .body {
    stroke: var(--state-color);
    stroke-width: 4;
  }
  svg.far .mark.tile .name,
  svg.far .mark.node .name {
    font-size: 17px;
  }
  svg.far .mark .badge {
    display: none;
  }

  @keyframes pulse {
    from {
      stroke: var(--vscode-focusBorder);
      stroke-width: 5;
      stroke-opacity: 0.9;
    }
    to {
      stroke: var(--vscode-focusBorder);
      stroke-width: 1;
      stroke-opacity: 0;
    }
  }
  /* The width alone: colors that come from color-mix() do not blend cleanly on the way. */
  @keyframes pulse-line {
    from {
      stroke-width: 4;
    }
  }
  .mark.pulse .halo,
  .frame.pulse .halo {
    animation: pulse 1.1s ease-out 1;
  }
  .edge.pulse > .line {
    animation: pulse-line 1.1s ease-out 1;
  }
  @media (prefers-reduced-motion: reduce) {
    .pulse .halo,
    .edge.pulse > .line {
      animation: none;
    }
  }
  .vscode-reduce-motion .pulse .halo,
  .vscode-reduce-motion .edge.pulse > .line {
    animation: none;
  }

  /* Both high-contrast themes draw by lines: every mark has one, and nothing is told by a tint. */
  .vscode-high-contrast svg.map {
    --mark-fill: var(--vscode-editor-background);
    --mark-line: var(--vscode-contrastBorder);
    --edge: var(--vscode-foreground);
    --quiet: var(--vscode-foreground);
  }
  .vscode-high-contrast .frame .body {
    fill: none;
    stroke: var(--vscode-contrastBorder);
    stroke-opacity: 0.6;
  }
  .vscode-high-contrast .mark.selected .body {
    stroke-width: 2.5;
    stroke: var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
  }
  .vscode-high-contrast svg.map.tracing .mark:not(.on-path),
  .vscode-high-contrast svg.map.tracing .frame:not(.on-path),
  .vscode-high-contrast svg.map.tracing .edge:not(.on-path) {
    opacity: 0.45;
  }
  @media (forced-colors: active) {
    .frame .body,
    .mark .body,
    .mark .stack,
    .edge > .line,
    .edge > .head,
    .kind,
    .sign > path {
      stroke: CanvasText;
    }
    .frame .body,
    .mark .body,
    .mark .stack,
    .sign > circle {
      fill: Canvas;
    }
    .name,
    .badge,
    .title {
      fill: CanvasText;
    }
    .selected .halo,
    .control:focus-visible > .halo {
      stroke: Highlight;
    }
  }
`;
