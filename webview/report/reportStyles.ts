import { css } from 'lit';

/** The look of the report, in the theme's own colours and type. */
export const reportStyles = css`
  :host {
    display: block;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.5;
    --outline: var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 28%, transparent));
    --line: var(--vscode-panel-border, var(--vscode-widget-border, var(--vscode-contrastBorder)));
    --quiet: var(--vscode-descriptionForeground);
    --code-font: var(--vscode-editor-font-family, monospace);
    --code-size: var(--vscode-editor-font-size, 12px);
    --code-background: var(--vscode-textCodeBlock-background, transparent);
    --label-width: 100px;
  }
  * {
    box-sizing: border-box;
  }
  main {
    max-width: 1180px;
    padding: 20px 24px 48px;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .quiet {
    color: var(--quiet);
  }
  code,
  pre,
  .code {
    font-family: var(--code-font);
    font-size: var(--code-size);
  }
  code {
    overflow-wrap: anywhere;
    color: inherit;
    background: none;
  }

  .progress {
    position: fixed;
    inset: 0 0 auto 0;
    height: 2px;
    overflow: hidden;
  }
  .progress::before {
    content: '';
    position: absolute;
    inset: 0 auto 0 0;
    width: 30%;
    background: var(--vscode-progressBar-background);
    animation: pass 1.6s ease-in-out infinite;
  }
  @keyframes pass {
    from {
      transform: translateX(-100%);
    }
    to {
      transform: translateX(434%);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .progress::before {
      width: 100%;
      animation: none;
      opacity: 0.6;
    }
  }

  .answer {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 2px 24px;
    align-items: start;
  }
  .answer h1 {
    display: flex;
    gap: 9px;
    font-size: 1.38em;
    font-weight: 400;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .answer h1 .state-icon,
  .answer h1 .pending {
    width: 18px;
    height: 18px;
    margin-top: 0.24em;
  }
  .answer h1 strong {
    font-weight: 600;
    margin-inline-end: 0.4em;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 7px;
    padding-inline-start: 27px;
    color: var(--quiet);
    overflow-wrap: anywhere;
  }
  .facts > :not(:first-child)::before {
    content: '·';
    margin-inline-end: 7px;
  }
  .headline {
    grid-column: 1 / -1;
    margin-top: 8px;
    padding-inline-start: 27px;
    overflow-wrap: anywhere;
  }
  .actions {
    grid-column: 2;
    grid-row: 1 / span 2;
    display: flex;
    gap: 8px;
  }

  .paths {
    margin-top: 18px;
    border-block: 1px solid var(--line);
  }
  .path {
    padding: 12px 0 12px;
  }
  .path + .path,
  .path + details,
  details.paths-folded + details.paths-folded {
    border-top: 1px solid var(--line);
  }
  .path-title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 7px;
    margin-bottom: 8px;
    font-weight: 400;
    font-size: 1em;
  }
  .hops {
    display: flex;
    flex-wrap: wrap;
    row-gap: 8px;
    list-style: none;
  }
  .hops li {
    display: flex;
    align-items: center;
    max-width: 100%;
  }
  .hops li:not(:first-child)::before {
    content: '';
    flex: none;
    width: 12px;
    border-top: 1px solid var(--quiet);
    opacity: 0.7;
  }
  .hops li.after-break::before {
    border-top-style: dashed;
    opacity: 0.45;
  }
  .hop,
  .hop-start {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    max-width: 100%;
    min-height: 28px;
    padding: 2px 8px 2px 6px;
    color: inherit;
    font: inherit;
    text-align: start;
    background: transparent;
    border: 1px solid var(--outline);
    border-radius: 4px;
  }
  .hop {
    cursor: pointer;
  }
  .hop-start {
    display: block;
    max-width: 17em;
    border-color: transparent;
    padding-inline: 0 9px;
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .hop:hover {
    background: var(--vscode-toolbar-hoverBackground, var(--vscode-list-hoverBackground));
  }
  .hop[aria-expanded='true'] {
    border-color: var(--vscode-focusBorder);
    background: var(--vscode-list-inactiveSelectionBackground, transparent);
  }
  .hop.error {
    font-weight: 600;
  }
  .hop.waiting {
    color: var(--quiet);
    border-style: dashed;
  }
  .hop.inactive {
    padding-inline: 3px;
    color: var(--quiet);
    border-color: transparent;
  }
  .hop-link {
    cursor: default;
  }
  .pending {
    flex: none;
    width: 14px;
    height: 14px;
    padding: 1px;
    border-radius: 50%;
    border: 1.5px solid var(--quiet);
  }
  .hop-detail {
    display: grid;
    grid-template-columns: var(--label-width) minmax(0, 1fr);
    gap: 2px 12px;
    margin-top: 10px;
    padding: 8px 12px;
    border-inline-start: 2px solid var(--vscode-focusBorder);
    background: var(--vscode-list-inactiveSelectionBackground, transparent);
    overflow-wrap: anywhere;
  }
  .hop-detail dt {
    color: var(--quiet);
  }

  section.part {
    display: grid;
    grid-template-columns: var(--label-width) minmax(0, 1fr);
    gap: 6px 12px;
    margin-top: 18px;
  }
  section.part > h2 {
    font-size: 1em;
    font-weight: 400;
    color: var(--quiet);
  }
  .finding-title {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 24px;
  }
  .finding-title h3 {
    font-size: 1.08em;
    font-weight: 600;
    overflow-wrap: anywhere;
    flex: 1 1 26em;
  }
  .tag {
    flex: none;
    color: var(--quiet);
    white-space: nowrap;
  }
  .compare {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 1px 14px;
    margin-top: 6px;
  }
  .compare dt {
    color: var(--quiet);
  }
  .compare dd {
    overflow-wrap: anywhere;
    user-select: text;
  }
  .command {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    margin-top: 6px;
  }
  .command pre {
    flex: 0 1 auto;
    min-width: 0;
  }
  .command .buttons {
    display: flex;
    flex: none;
    gap: 6px;
  }
  pre {
    margin: 0;
    padding: 5px 10px;
    overflow: auto;
    max-height: 28em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    color: var(--vscode-editor-foreground);
    background: var(--code-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    user-select: text;
    cursor: text;
  }
  pre.raw {
    white-space: pre;
    overflow-wrap: normal;
  }

  .folds {
    margin-top: 22px;
    border-top: 1px solid var(--line);
  }
  details.fold {
    border-bottom: 1px solid var(--line);
  }
  summary {
    padding: 6px 2px;
    cursor: pointer;
    user-select: none;
  }
  summary:hover {
    background: var(--vscode-list-hoverBackground);
  }
  summary .quiet {
    margin-inline-start: 5px;
  }
  .fold-body {
    padding: 4px 2px 16px 17px;
  }
  .evidence + .evidence {
    margin-top: 16px;
  }
  .evidence .where {
    display: flex;
    flex-wrap: wrap;
    gap: 0 7px;
    align-items: baseline;
  }
  .evidence .prompt {
    margin: 3px 0;
  }
  .link {
    padding: 0;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    background: none;
    border: none;
    cursor: pointer;
  }
  .link:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
  .allow {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 4px 0 8px 20px;
  }

  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    font-weight: 400;
    color: var(--quiet);
    text-align: start;
  }
  th,
  td {
    padding: 3px 16px 3px 0;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  td.nowrap,
  th.nowrap {
    white-space: nowrap;
    overflow-wrap: normal;
  }
  tbody tr + tr td {
    border-top: 1px solid color-mix(in srgb, var(--line) 45%, transparent);
  }
  .scroll {
    overflow-x: auto;
  }
  .endpoints {
    min-width: 720px;
    table-layout: fixed;
  }
  .endpoints col:nth-child(1) {
    width: 17%;
  }
  .endpoints col:nth-child(2) {
    width: 21%;
  }
  .endpoints col:nth-child(3) {
    width: 8%;
  }
  .endpoints col:nth-child(4) {
    width: 12%;
  }
  .endpoints col:nth-child(5) {
    width: 14%;
  }
  .endpoints col:nth-child(6) {
    width: 28%;
  }
  .service-facts {
    margin-top: 0;
  }
  .slice-row td {
    padding-top: 10px;
    color: var(--quiet);
  }
  .status-cell {
    display: inline-flex;
    gap: 6px;
    align-items: center;
  }

  .diagram {
    overflow-x: auto;
    padding: 4px 0 8px;
  }
  .diagram svg {
    max-width: 100%;
    height: auto;
  }

  .menu {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 4px;
    min-width: 190px;
    color: var(--vscode-menu-foreground, var(--vscode-foreground));
    background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
    border: 1px solid var(--vscode-menu-border, var(--vscode-contrastBorder, var(--line)));
    border-radius: 5px;
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }
  .menu button {
    display: block;
    width: 100%;
    padding: 3px 22px;
    color: inherit;
    font: inherit;
    text-align: start;
    background: none;
    border: none;
    border-radius: 3px;
    cursor: pointer;
  }
  .menu button:hover:enabled,
  .menu button:focus-visible {
    color: var(--vscode-menu-selectionForeground);
    background: var(--vscode-menu-selectionBackground);
    outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
  }
  .menu button:disabled {
    color: var(--vscode-disabledForeground);
    cursor: default;
  }

  .notice {
    margin-top: 18px;
    padding: 8px 12px;
    border-inline-start: 2px solid var(--vscode-focusBorder);
    background: var(--vscode-list-inactiveSelectionBackground, transparent);
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  :host-context(.vscode-high-contrast) .hop[aria-expanded='true'],
  :host-context(.vscode-high-contrast-light) .hop[aria-expanded='true'] {
    outline: 1px solid var(--vscode-contrastActiveBorder, var(--vscode-focusBorder));
  }

  @media (max-width: 640px) {
    main {
      padding: 14px 14px 40px;
    }
    .answer,
    section.part,
    .hop-detail {
      grid-template-columns: minmax(0, 1fr);
    }
    .actions {
      grid-column: 1;
      grid-row: auto;
      padding: 8px 0 0 27px;
    }
    .command {
      flex-wrap: wrap;
    }
    .fold-body {
      padding-inline-start: 2px;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .hop {
      transition: background-color 80ms linear;
    }
  }
`;
