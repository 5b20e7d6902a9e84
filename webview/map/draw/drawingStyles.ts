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
  svg.map .control {
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
  .frame .body,
  .annex > .body {
    fill: color-mix(in srgb, var(--vscode-foreground) 3.5%, transparent);
    stroke: var(--vscode-panel-border, var(--vscode-contrastBorder, var(--quiet)));
    stroke-width: 1;
  }
  /* Only the title of a frame takes the pointer: its ground is for dragging the map. */
  .frame .body,
  .annex {
    pointer-events: none;
  }
  .frame .halo {
    pointer-events: all;
  }
  .annex > .body {
    stroke-dasharray: 5 4;
  }
  .words {
    pointer-events: none;
  }
  .annex > .title {
    font-size: 12px;
    fill: var(--quiet);
  }
  .frame .title,
  .frame .badge,
  .frame .kind,
  .frame .state {
    pointer-events: none;
  }
  .frame .title {
    font-size: 13px;
    font-weight: 600;
    fill: var(--vscode-foreground);
  }
  .frame .badge,
  .mark .badge,
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

  .mark .body,
  .mark .stack {
    fill: var(--mark-fill);
    stroke: var(--mark-line);
    stroke-width: 1;
  }
  .mark .name {
    font-size: 12px;
    fill: var(--vscode-foreground);
  }
  .mark.tile .name,
  .mark.node .name {
    font-size: 13px;
    font-weight: 600;
  }
  .isolation {
    fill: none;
    stroke: var(--quiet);
    stroke-width: 1.5;
    stroke-linejoin: round;
  }
  .mark.external .body,
  .mark.clients .body,
  .mark.rest .body {
    fill: var(--vscode-editor-background);
    stroke-dasharray: 3 3;
  }
  .mark.rest .name,
  .mark.clients .name {
    fill: var(--quiet);
  }
  .mark.inactive .name {
    fill: var(--quiet);
  }
  .mark.inactive .body {
    fill: var(--vscode-editor-background);
  }
  .mark.error .body,
  .mark.error .stack {
    stroke: var(--state-color);
  }
  .mark.warning .body,
  .mark.warning .stack {
    stroke: color-mix(in srgb, var(--state-color) 75%, var(--mark-line));
  }
  g.state > .state-glyph {
    stroke-width: 1.8;
  }

  .halo {
    fill: none;
    stroke: none;
  }
  .mark:hover .body {
    stroke: var(--vscode-foreground);
  }
  .frame .control:hover > .halo {
    fill: var(--vscode-toolbar-hoverBackground);
  }
  .mark.selected .body {
    fill: var(--vscode-list-inactiveSelectionBackground, var(--mark-fill));
    stroke: var(--vscode-focusBorder);
    stroke-width: 1.5;
  }
  .frame.selected .halo {
    fill: var(--vscode-list-inactiveSelectionBackground);
  }
  .selected .halo,
  .control:focus-visible > .halo {
    stroke: var(--vscode-focusBorder);
    stroke-width: 1.5;
  }
  .mark.selected .control:not(:focus-visible) > .halo {
    stroke-opacity: 0.35;
  }
`;
