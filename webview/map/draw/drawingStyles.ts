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
  svg.map.behind {
    visibility: hidden;
  }
  svg.map.tracing .mark:not(.on-path),
  svg.map.tracing .frame:not(.on-path),
  svg.map.tracing .edge:not(.on-path) {
    opacity: 0.3;
  }

  /* Lines run below the frames, and show through them: from afar a frame covers what is inside of it. */
  .frame > .body,
  .annex > .body {
    fill: color-mix(in srgb, var(--vscode-foreground) 3.5%, transparent);
    stroke: var(--vscode-panel-border, var(--vscode-contrastBorder, var(--quiet)));
    stroke-width: 1;
  }
  /* Only the title of a frame takes the pointer: its ground is for dragging the map. */
  .frame > .body,
  .annex {
    pointer-events: none;
  }
  .frame > .halo {
    pointer-events: all;
  }
  .annex > .body {
    stroke-dasharray: 5 4;
  }
  .annex > .title {
    font-size: 12px;
    fill: var(--quiet);
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
  .mark > .badge,
  .edge > .ports {
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
  .mark.tile > .name,
  .mark.node > .name {
    font-size: 13px;
    font-weight: 600;
  }
  .isolation {
    fill: none;
    stroke: var(--quiet);
    stroke-width: 1.5;
    stroke-linejoin: round;
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
  .edge.selects > .line {
    stroke-dasharray: 2 3;
  }
  .edge.on-path > .line,
  .edge.on-path > .head {
    stroke: var(--vscode-foreground);
    stroke-width: 1.5;
  }
  /* Ports stand beside a line when somebody looks at it. */
  .edge > .ports {
    display: none;
    text-anchor: middle;
    stroke: var(--vscode-editor-background);
    stroke-width: 3px;
    stroke-linejoin: round;
    paint-order: stroke;
    pointer-events: none;
  }
  svg.near .edge > .ports,
  .edge:hover > .ports,
  .edge.on-path > .ports {
    display: inline;
  }
  svg.far .edge > .ports {
    display: none;
  }
  .edge:hover > .line {
    stroke-width: 2;
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

  /* From afar a frame speaks for its inside, in letters that carry. */
  .frame > .summary {
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
  svg.far .frame > .title,
  svg.far .frame > .badge,
  svg.far .frame > .kind,
  svg.far .frame > .state {
    display: none;
  }
  svg.far .frame > .summary {
    display: inline;
  }
  svg.far .frame > .body {
    fill: color-mix(in srgb, var(--vscode-foreground) 5%, var(--vscode-editor-background));
    stroke-width: 2;
    pointer-events: all;
  }
  svg.far .frame.error > .body,
  svg.far .frame.warning > .body {
    stroke: var(--state-color);
    stroke-width: 4;
  }
  svg.far .mark.tile > .name,
  svg.far .mark.node > .name {
    font-size: 17px;
  }
  svg.far .mark > .badge {
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
    fill: none;
    stroke: var(--vscode-contrastBorder);
    stroke-opacity: 0.6;
  }
  .vscode-high-contrast .mark.selected > .body {
    stroke-width: 2.5;
    stroke: var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
  }
  .vscode-high-contrast svg.map.tracing .mark:not(.on-path),
  .vscode-high-contrast svg.map.tracing .frame:not(.on-path),
  .vscode-high-contrast svg.map.tracing .edge:not(.on-path) {
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
