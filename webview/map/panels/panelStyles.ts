import { css } from 'lit';

/** Search, lens, menus, history and the table of the map's page. Theme variables only. */
export const panelStyles = css`
  .search {
    position: relative;
    flex: 0 1 340px;
    min-width: 180px;
    display: flex;
    align-items: center;
    gap: 4px;
    box-sizing: border-box;
    height: 26px;
    padding: 0 2px 0 7px;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 3px;
  }
  .search:focus-within {
    border-color: var(--vscode-focusBorder);
  }
  .search > svg {
    flex: none;
    width: 14px;
    height: 14px;
    fill: none;
    stroke: var(--vscode-descriptionForeground);
    stroke-width: 1.4;
    stroke-linecap: round;
  }
  .search input {
    flex: 1;
    min-width: 0;
    height: 100%;
    padding: 0;
    border: 0;
    outline: none;
    font: inherit;
    color: inherit;
    background: none;
  }
  .search input::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }
  .search button.icon {
    min-width: 20px;
    height: 20px;
    padding: 0;
  }
  .search [role='listbox'],
  .search-problems {
    position: absolute;
    z-index: 3;
    top: calc(100% + 3px);
    left: -1px;
    right: -1px;
  }
  .search [role='listbox'] {
    margin: 0;
    padding: 4px;
    list-style: none;
    color: var(--vscode-editorSuggestWidget-foreground, var(--vscode-foreground));
    background: var(--vscode-editorSuggestWidget-background, var(--vscode-editorWidget-background));
    border: 1px solid
      var(--vscode-editorSuggestWidget-border, var(--vscode-editorWidget-border, currentColor));
    border-radius: 4px;
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }
  .search [role='listbox'][hidden],
  .search-problems[hidden] {
    display: none;
  }
  .search [role='option'] {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    padding: 3px 7px;
    border-radius: 3px;
    cursor: pointer;
  }
  .search [role='option']:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .search [role='option'][aria-selected='true'] {
    color: var(--vscode-list-activeSelectionForeground);
    background: var(--vscode-list-activeSelectionBackground);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .search [role='option'] .insert {
    font-family: var(--vscode-editor-font-family, monospace);
    white-space: nowrap;
  }
  .search [role='option'] .hint {
    opacity: 0.85;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .search-problems {
    padding: 4px 8px;
    color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
    background: var(--vscode-inputValidation-warningBackground, var(--vscode-editorWidget-background));
    border: 1px solid var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder, currentColor));
    border-radius: 3px;
  }
  .search [role='listbox']:not([hidden]) + .search-problems {
    display: none;
  }

  .lenses {
    display: inline-flex;
    margin: 0;
    padding: 0;
    border: 1px solid
      var(--vscode-input-border, var(--vscode-contrastBorder, var(--vscode-panel-border, currentColor)));
    border-radius: 4px;
  }
  .lenses label {
    position: relative;
    display: inline-flex;
    cursor: pointer;
  }
  .lenses input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .lenses span {
    padding: 2px 9px;
    border-radius: 3px;
    line-height: 18px;
  }
  .lenses label:hover span {
    background: var(--vscode-toolbar-hoverBackground);
  }
  .lenses input:checked + span {
    color: var(--vscode-inputOption-activeForeground, inherit);
    background: var(--vscode-inputOption-activeBackground);
    outline: 1px solid var(--vscode-inputOption-activeBorder, transparent);
    outline-offset: -1px;
  }
  .lenses input:focus-visible + span {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }

  .popover {
    margin: 0;
    padding: 5px;
    color: var(--vscode-menu-foreground, var(--vscode-foreground));
    background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
    border: 1px solid
      var(--vscode-menu-border, var(--vscode-editorWidget-border, var(--vscode-contrastBorder, currentColor)));
    border-radius: 5px;
    box-shadow: 0 2px 10px var(--vscode-widget-shadow, transparent);
  }
  .menu {
    position: fixed;
    inset: auto;
    min-width: 190px;
    max-width: 320px;
  }
  .menu-label {
    padding: 4px 10px 2px;
    font-size: 11px;
    color: var(--vscode-descriptionForeground);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .menu [role='menuitem'] {
    display: block;
    width: 100%;
    padding: 4px 10px;
    text-align: left;
    background: none;
    border: 0;
    border-radius: 3px;
    cursor: pointer;
  }
  .menu [role='menuitem']:hover,
  .menu [role='menuitem']:focus {
    color: var(--vscode-menu-selectionForeground, inherit);
    background: var(--vscode-menu-selectionBackground, var(--vscode-list-hoverBackground));
    outline: 1px solid var(--vscode-menu-selectionBorder, var(--vscode-contrastActiveBorder, transparent));
    outline-offset: -1px;
  }
  .help {
    inset: 74px auto auto 16px;
    max-width: 420px;
    padding: 10px 14px;
  }
  .help h2 {
    margin: 0;
    font-size: 13px;
  }
  .help code {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 12px;
    white-space: nowrap;
  }

  .subject {
    position: absolute;
    z-index: 1;
    top: 8px;
    left: 16px;
    display: flex;
    align-items: center;
    gap: 6px;
    max-width: calc(100% - 32px);
    padding: 2px 4px 2px 10px;
    background: var(--vscode-editorWidget-background);
    border: 1px solid var(--vscode-editorWidget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
  }
  .subject[hidden] {
    display: none;
  }

  @media (forced-colors: active) {
    .lenses input:checked + span,
    button.tool[aria-pressed='true'] {
      outline: 2px solid Highlight;
    }
  }
`;
