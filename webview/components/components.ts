import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDivider,
  vsCodeLink,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/**
 * The elements that the webviews may use. This module is the only importer of the toolkit, which is archived: a successor
 * is a change of this file.
 *
 * - `vscode-button` (appearance: primary, secondary, icon; disabled)
 * - `vscode-link` (href)
 * - `vscode-badge`
 * - `vscode-text-field` (placeholder, value, autofocus; events input, change)
 * - `vscode-checkbox` (checked; event change)
 * - `vscode-divider` (role: separator, presentation)
 * - `vscode-progress-ring`
 */
export type ComponentName =
  | 'vscode-button'
  | 'vscode-link'
  | 'vscode-badge'
  | 'vscode-text-field'
  | 'vscode-checkbox'
  | 'vscode-divider'
  | 'vscode-progress-ring';

/** Defines the elements; to be called once, before the first of them is drawn. */
export function registerComponents(): void {
  provideVSCodeDesignSystem().register(
    vsCodeBadge(),
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDivider(),
    vsCodeLink(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}
