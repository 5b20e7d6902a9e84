/** Some variables of the editor's own themes, as far as the map uses them: for looking at the page without an editor. */
export const themes: Readonly<
  Record<string, { readonly bodyClass: string; readonly variables: Readonly<Record<string, string>> }>
> = {
  dark: {
    bodyClass: 'vscode-dark',
    variables: {
      foreground: '#cccccc',
      descriptionForeground: '#9d9d9d',
      disabledForeground: '#8a8a8a',
      errorForeground: '#f85149',
      'editor-background': '#1f1f1f',
      'editorWidget-background': '#202020',
      'editorWidget-border': '#4a4a4a',
      'panel-border': '#3a3a3a',
      'sideBar-background': '#181818',
      'sideBar-foreground': '#cccccc',
      'input-background': '#313131',
      'input-foreground': '#cccccc',
      'input-border': '#3c3c3c',
      'input-placeholderForeground': '#989898',
      'inputOption-activeBackground': '#2489db82',
      'inputOption-activeBorder': '#2488db',
      'inputOption-activeForeground': '#ffffff',
      focusBorder: '#0078d4',
      'textLink-foreground': '#4daafc',
      'toolbar-hoverBackground': '#5a5d5e50',
      'list-hoverBackground': '#2a2d2e',
      'list-activeSelectionBackground': '#04395e',
      'list-activeSelectionForeground': '#ffffff',
      'list-inactiveSelectionBackground': '#37373d',
      'list-warningForeground': '#cca700',
      'list-errorForeground': '#f88070',
      'testing-iconPassed': '#73c991',
      'button-background': '#0078d4',
      'button-foreground': '#ffffff',
      'button-secondaryBackground': '#313131',
      'button-secondaryForeground': '#cccccc',
      'menu-background': '#1f1f1f',
      'menu-foreground': '#cccccc',
      'menu-border': '#454545',
      'menu-selectionBackground': '#0078d4',
      'menu-selectionForeground': '#ffffff',
      'widget-shadow': '#0000005c',
    },
  },
  light: {
    bodyClass: 'vscode-light',
    variables: {
      foreground: '#3b3b3b',
      descriptionForeground: '#3b3b3b',
      disabledForeground: '#616161',
      errorForeground: '#f85149',
      'editor-background': '#ffffff',
      'editorWidget-background': '#f8f8f8',
      'editorWidget-border': '#c8c8c8',
      'panel-border': '#e5e5e5',
      'sideBar-background': '#f8f8f8',
      'sideBar-foreground': '#3b3b3b',
      'input-background': '#ffffff',
      'input-foreground': '#3b3b3b',
      'input-border': '#cecece',
      'input-placeholderForeground': '#767676',
      'inputOption-activeBackground': '#bed6ed',
      'inputOption-activeBorder': '#005fb8',
      'inputOption-activeForeground': '#000000',
      focusBorder: '#005fb8',
      'textLink-foreground': '#005fb8',
      'toolbar-hoverBackground': '#b8b8b850',
      'list-hoverBackground': '#f2f2f2',
      'list-activeSelectionBackground': '#e8e8e8',
      'list-activeSelectionForeground': '#000000',
      'list-inactiveSelectionBackground': '#e4e6f1',
      'list-warningForeground': '#855f00',
      'list-errorForeground': '#b01011',
      'testing-iconPassed': '#388a34',
      'button-background': '#005fb8',
      'button-foreground': '#ffffff',
      'button-secondaryBackground': '#e5e5e5',
      'button-secondaryForeground': '#3b3b3b',
      'menu-background': '#ffffff',
      'menu-foreground': '#3b3b3b',
      'menu-border': '#cecece',
      'menu-selectionBackground': '#005fb8',
      'menu-selectionForeground': '#ffffff',
      'widget-shadow': '#00000029',
    },
  },
  contrast: {
    bodyClass: 'vscode-high-contrast',
    variables: {
      foreground: '#ffffff',
      descriptionForeground: '#ffffffb3',
      disabledForeground: '#a5a5a5',
      errorForeground: '#f48771',
      contrastBorder: '#6fc3df',
      contrastActiveBorder: '#f38518',
      'editor-background': '#000000',
      'editorWidget-background': '#0c141f',
      'editorWidget-border': '#6fc3df',
      'panel-border': '#6fc3df',
      'sideBar-background': '#000000',
      'sideBar-foreground': '#ffffff',
      'input-background': '#000000',
      'input-foreground': '#ffffff',
      'input-border': '#6fc3df',
      'input-placeholderForeground': '#ffffffb3',
      'inputOption-activeBackground': '#00000000',
      'inputOption-activeBorder': '#f38518',
      'inputOption-activeForeground': '#ffffff',
      focusBorder: '#f38518',
      'textLink-foreground': '#21a6ff',
      'list-hoverBackground': '#ffffff1a',
      'list-warningForeground': '#ffd370',
      'list-errorForeground': '#f48771',
      'testing-iconPassed': '#73c991',
      'button-background': '#000000',
      'button-foreground': '#ffffff',
      'button-border': '#6fc3df',
      'button-secondaryBackground': '#000000',
      'button-secondaryForeground': '#ffffff',
      'menu-background': '#000000',
      'menu-foreground': '#ffffff',
      'menu-border': '#6fc3df',
      'menu-selectionBackground': '#00000000',
      'menu-selectionBorder': '#f38518',
    },
  },
  contrastLight: {
    bodyClass: 'vscode-high-contrast vscode-high-contrast-light',
    variables: {
      foreground: '#292929',
      descriptionForeground: '#292929b3',
      disabledForeground: '#6a6a6a',
      errorForeground: '#b5200d',
      contrastBorder: '#0f4a85',
      contrastActiveBorder: '#006bbd',
      'editor-background': '#ffffff',
      'editorWidget-background': '#ffffff',
      'editorWidget-border': '#0f4a85',
      'panel-border': '#0f4a85',
      'sideBar-background': '#ffffff',
      'sideBar-foreground': '#292929',
      'input-background': '#ffffff',
      'input-foreground': '#292929',
      'input-border': '#0f4a85',
      'input-placeholderForeground': '#292929b3',
      'inputOption-activeBackground': '#00000000',
      'inputOption-activeBorder': '#006bbd',
      'inputOption-activeForeground': '#292929',
      focusBorder: '#006bbd',
      'textLink-foreground': '#0f4a85',
      'list-hoverBackground': '#0f4a851a',
      'list-warningForeground': '#895503',
      'list-errorForeground': '#b5200d',
      'testing-iconPassed': '#007100',
      'button-background': '#0f4a85',
      'button-foreground': '#ffffff',
      'button-secondaryBackground': '#ffffff',
      'button-secondaryForeground': '#292929',
      'menu-background': '#ffffff',
      'menu-foreground': '#292929',
      'menu-border': '#0f4a85',
      'menu-selectionBackground': '#00000000',
      'menu-selectionBorder': '#006bbd',
    },
  },
};

/** The page of the map with a theme's variables, and what an editor gives to it: messages go to `window.sent`. */
export function harnessPage(theme: string): string {
  const { bodyClass, variables } = themes[theme] ?? { bodyClass: '', variables: {} };
  const css = Object.entries(variables).map(([name, value]) => `--vscode-${name}: ${value};`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Podpath Map</title>
<style>:root { --vscode-font-family: 'DejaVu Sans', sans-serif; --vscode-font-size: 13px; ${css.join(' ')} }</style>
<script>
window.sent = [];
window.state = JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined;
window.acquireVsCodeApi = () => ({
  postMessage: (message) => { window.sent.push(message); window.onSent?.(message); },
  getState: () => window.state,
  setState: (state) => { window.state = state; sessionStorage.setItem('state', JSON.stringify(state)); },
});
const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
window.harness = {
  tell: async (data) => { window.postMessage(data, '*'); await frames(); },
  still: () => Promise.all(document.getAnimations().map(({ finished }) => finished)),
  update: (data) => {
    window.dispatchEvent(new MessageEvent('message', { data }));
    // Reading a box makes the browser find the new layout now, which it otherwise does before the next frame.
    document.querySelector('#map').getBoundingClientRect();
  },
  frames,
};
</script>
</head>
<body class="${bodyClass}">
<script type="module" src="/map.js"></script>
</body>
</html>`;
}
