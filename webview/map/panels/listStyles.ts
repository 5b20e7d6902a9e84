import { css } from 'lit';

/** The table that says the same as the map. */
export const listStyles = css`
  #list {
    position: absolute;
    inset: 0;
    overflow: auto;
    background: var(--vscode-editor-background);
  }
  #list[hidden] {
    display: none;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th {
    position: sticky;
    top: 0;
    text-align: left;
    font-weight: 600;
    background: var(--vscode-editor-background);
    box-shadow: 0 1px 0 var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor));
  }
  th,
  td {
    padding: 4px 10px;
    max-width: 340px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    vertical-align: top;
  }
  th:first-child,
  td:first-child {
    padding-left: 16px;
  }
  td .item {
    max-width: 100%;
  }
  tbody tr {
    cursor: default;
  }
  tbody tr:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  tbody tr.selected {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }

  button.sort {
    padding: 0;
    border: 0;
    background: none;
    font-weight: inherit;
    cursor: pointer;
  }
  button.sort:hover {
    text-decoration: underline;
  }
  tr.level-2 td:first-child {
    padding-left: 30px;
  }
  tr.level-3 td:first-child {
    padding-left: 46px;
  }
`;
