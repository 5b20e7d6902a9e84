import { css } from 'lit';

/** The inspector beside the map. */
export const inspectorStyles = css`
  aside {
    width: 284px;
    overflow: auto;
    box-sizing: border-box;
    padding: 12px 14px 20px;
    border-left: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    background: var(--vscode-sideBar-background);
    color: var(--vscode-sideBar-foreground, var(--vscode-foreground));
    user-select: text;
  }
  aside[hidden] {
    display: none;
  }
  .inspector-head {
    display: flex;
    justify-content: space-between;
    align-items: flex-start;
    gap: 8px;
  }
  aside h2 {
    margin: 0;
    font-size: 14px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  aside h3 {
    margin: 18px 0 4px;
    font-size: 11px;
    font-weight: 600;
    color: var(--vscode-descriptionForeground);
  }
  .state-line {
    display: flex;
    gap: 7px;
    margin: 10px 0 0;
    overflow-wrap: anywhere;
  }
  .state-line .state-icon {
    margin-top: 1px;
  }
  .state-line span {
    min-width: 0;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: baseline;
    gap: 3px 12px;
    margin: 10px 0 0;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-top: 14px;
  }
  .links {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .links li {
    padding: 2px 0;
  }
  .reason {
    padding-left: 19px;
  }
  button.link {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    max-width: 100%;
    /* WCAG 2.2, 2.5.8: what is clicked is 24 pixels high. */
    min-width: 24px;
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--vscode-textLink-foreground);
    cursor: pointer;
    vertical-align: bottom;
  }
  button.link:hover {
    text-decoration: underline;
  }

  .history {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .history li {
    padding: 3px 0;
    overflow-wrap: anywhere;
  }
  .loading {
    margin-top: 16px;
  }

  @media (max-width: 720px) {
    #app {
      grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
    }
    aside {
      width: auto;
      max-height: 42vh;
      border-left: 0;
      border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
  }
`;
