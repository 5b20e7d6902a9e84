import { css } from 'lit';

/** The lines of the drawing: thin and grey until they matter. */
export const edgeStyles = css`
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
`;
