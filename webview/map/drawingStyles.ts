import { css } from 'lit';

/** The drawing itself. Status is told by shape and icon; colour underlines it. */
export const drawingStyles = css`
  svg.map {
    --mark-fill: var(--vscode-editorWidget-background);
    --mark-line: var(
      --vscode-editorWidget-border,
      var(--vscode-contrastBorder, var(--vscode-descriptionForeground))
    );
    --quiet: var(--vscode-descriptionForeground);
    --edge: color-mix(in srgb, var(--vscode-descriptionForeground) 62%, var(--vscode-editor-background));
    display: block;
    width: 100%;
    height: 100%;
    cursor: grab;
    user-select: none;
    font-family: var(--vscode-font-family);
    touch-action: none;
  }
  svg.map:active {
    cursor: grabbing;
  }
  svg.map .hidden,
  svg.map .quiet.state {
    display: none;
  }
  svg.map g[role='button'] {
    cursor: pointer;
    outline: none;
  }
  svg.map .dimmed {
    opacity: 0.28;
  }

  .frame > .body {
    fill: color-mix(in srgb, var(--vscode-foreground) 3.5%, var(--vscode-editor-background));
    stroke: var(--vscode-panel-border, var(--vscode-contrastBorder, var(--quiet)));
    stroke-width: 1;
  }
  /* Only the title of a frame takes the pointer: its ground is for dragging the map. */
  .frame > .body {
    pointer-events: none;
  }
  .frame > .halo {
    pointer-events: all;
  }
  .frame > .title,
  .frame > .badge,
  .frame > .kind,
  .frame > .state {
    pointer-events: none;
  }
  .frame > .title {
    font-size: 13px;
    font-weight: 600;
    fill: var(--vscode-foreground);
  }
  .frame > .badge,
  .mark > .badge {
    font-size: 10.5px;
    fill: var(--quiet);
    font-variant-numeric: tabular-nums;
  }
  .kind {
    fill: none;
    stroke: var(--quiet);
    stroke-width: 1.4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .mark > .body,
  .mark > .stack {
    fill: var(--mark-fill);
    stroke: var(--mark-line);
    stroke-width: 1;
  }
  .mark > .name {
    font-size: 12px;
    fill: var(--vscode-foreground);
  }
  .mark.tile > .name {
    font-size: 13px;
    font-weight: 600;
  }
  .mark.external > .body,
  .mark.clients > .body,
  .mark.rest > .body {
    fill: var(--vscode-editor-background);
    stroke-dasharray: 3 3;
  }
  .mark.rest > .name,
  .mark.clients > .name {
    fill: var(--quiet);
  }
  .mark.inactive > .name {
    fill: var(--quiet);
  }
  .mark.inactive > .body {
    fill: var(--vscode-editor-background);
  }
  .mark.error > .body,
  .mark.error > .stack {
    stroke: var(--state-color);
  }
  .mark.warning > .body,
  .mark.warning > .stack {
    stroke: color-mix(in srgb, var(--state-color) 75%, var(--mark-line));
  }
  g.state > .state-glyph {
    stroke-width: 1.8;
  }

  .halo {
    fill: none;
    stroke: none;
  }
  .mark[role='button']:hover > .body {
    stroke: var(--vscode-foreground);
  }
  .frame[role='button']:hover > .halo {
    fill: var(--vscode-toolbar-hoverBackground);
  }
  .mark.selected > .body {
    fill: var(--vscode-list-inactiveSelectionBackground, var(--mark-fill));
    stroke: var(--vscode-focusBorder);
    stroke-width: 1.5;
  }
  .frame.selected > .halo {
    fill: var(--vscode-list-inactiveSelectionBackground);
  }
  .selected > .halo,
  g[role='button']:focus-visible > .halo {
    stroke: var(--vscode-focusBorder);
    stroke-width: 1.5;
  }
  .mark.selected:not(:focus-visible) > .halo {
    stroke-opacity: 0.35;
  }

  .edge {
    --edge-color: var(--edge);
  }
  .edge > .reach {
    fill: none;
    stroke: transparent;
    stroke-width: 10;
  }
  .edge > .line,
  .edge > .head {
    fill: none;
    stroke: var(--edge-color);
    stroke-width: 1.1;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .edge.owns > .line {
    stroke: color-mix(in srgb, var(--edge-color) 55%, var(--vscode-editor-background));
  }
  .edge.highlighted > .line,
  .edge.highlighted > .head {
    stroke: var(--vscode-foreground);
    stroke-width: 1.5;
  }
  .edge.warning > .line {
    stroke: var(--state-color);
    stroke-dasharray: 6 4;
  }
  .edge.error > .line {
    stroke: var(--state-color);
    stroke-dasharray: 3 4;
    stroke-width: 1.4;
  }
  .edge.warning > .head,
  .edge.error > .head {
    stroke: var(--state-color);
  }
  .edge.unknown > .line,
  .edge.inactive > .line {
    stroke-dasharray: 1 4;
  }
  .edge > .sign {
    display: none;
  }
  .edge.error > .sign {
    display: inline;
  }
  .sign > circle {
    fill: var(--vscode-editor-background);
  }
  .sign > path {
    fill: none;
    stroke: var(--state-color);
    stroke-width: 1.8;
    stroke-linecap: round;
  }

  /* From afar second lines are noise, and names and states have to carry. */
  svg.far .mark > .badge,
  svg.far .pod > .kind,
  svg.far .pod > .name {
    display: none;
  }
  svg.far .frame > .title,
  svg.far .mark.tile > .name {
    font-size: 20px;
  }
  svg.far .frame > .badge {
    display: none;
  }
  svg.far .mark.service > .name,
  svg.far .mark.workload > .name {
    transform: translateY(4px);
    font-size: 15px;
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
  .mark.pulse > .halo,
  .frame.pulse > .halo {
    animation: pulse 1.1s ease-out 1;
  }
  .edge.pulse > .line {
    animation: pulse-line 1.1s ease-out 1;
  }
  @media (prefers-reduced-motion: reduce) {
    .pulse > .halo,
    .edge.pulse > .line {
      animation: none;
    }
  }
  .vscode-reduce-motion .pulse > .halo,
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
  .vscode-high-contrast .frame > .body {
    fill: var(--vscode-editor-background);
    stroke: var(--vscode-contrastBorder);
    stroke-opacity: 0.6;
  }
  .vscode-high-contrast .mark.selected > .body {
    stroke-width: 2.5;
    stroke: var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
  }
  .vscode-high-contrast svg.map .dimmed {
    opacity: 0.45;
  }
  @media (forced-colors: active) {
    .frame > .body,
    .mark > .body,
    .mark > .stack,
    .edge > .line,
    .edge > .head,
    .kind,
    .sign > path {
      stroke: CanvasText;
    }
    .frame > .body,
    .mark > .body,
    .mark > .stack,
    .sign > circle {
      fill: Canvas;
    }
    .name,
    .badge,
    .title {
      fill: CanvasText;
    }
    .selected > .halo,
    g[role='button']:focus-visible > .halo {
      stroke: Highlight;
    }
  }
`;
