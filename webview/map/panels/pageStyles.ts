import { css } from 'lit';

/** The page around the drawing: status line, tool bar, inspector, list, blank state. Theme variables only. */
export const pageStyles = css`
  html,
  body {
    height: 100%;
  }
  body {
    margin: 0;
    padding: 0;
    overflow: hidden;
    color: var(--vscode-foreground);
    background: var(--vscode-editor-background);
    font-family: var(--vscode-font-family);
    font-size: 12px;
    line-height: 1.4;
  }
  #app {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) auto;
    height: 100vh;
  }
  .quiet {
    color: var(--vscode-descriptionForeground);
  }
  .clip {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  .item {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-width: 0;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  header {
    grid-column: 1 / -1;
    min-width: 0;
  }
  .status {
    display: flex;
    flex-wrap: wrap;
    gap: 0 14px;
    padding: 7px 16px 1px;
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  .status > span {
    max-width: 100%;
  }
  .status > span + span {
    position: relative;
  }
  .status > span + span::before {
    content: '\\b7';
    position: absolute;
    left: -9px;
  }
  .status .context {
    color: var(--vscode-foreground);
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .fresh {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }
  .dot {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }

  .tools {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 4px 10px;
    padding: 5px 16px 8px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .tools .group {
    display: flex;
    gap: 2px;
  }
  button {
    font: inherit;
    color: inherit;
  }
  button.tool,
  button.icon {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 5px;
    min-width: 26px;
    height: 24px;
    padding: 0 6px;
    border: 1px solid transparent;
    border-radius: 5px;
    background: none;
    cursor: pointer;
  }
  button.tool:hover,
  button.icon:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  button.tool[aria-pressed='true'] {
    color: var(--vscode-inputOption-activeForeground, inherit);
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }
  button:focus-visible,
  tr:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  button.tool svg,
  button.icon svg {
    width: 14px;
    height: 14px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.3;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  main {
    position: relative;
    min-height: 0;
    min-width: 0;
  }
  #blank {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    pointer-events: none;
  }
  .blank-words {
    max-width: 460px;
    padding: 0 24px 12vh;
    text-align: center;
    pointer-events: auto;
    user-select: text;
  }
  .blank-words vscode-progress-ring {
    margin: 0 auto 14px;
    width: 24px;
    height: 24px;
  }
  .blank-words h2 {
    margin: 0 0 6px;
    font-size: 16px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .blank-words p {
    margin: 4px 0;
    color: var(--vscode-descriptionForeground);
    overflow-wrap: anywhere;
  }
`;
