import { randomBytes } from 'node:crypto';

/** What the page of a webview is made of. Everything is put into attributes: it must be free of quotes. */
export interface WebviewPage {
  readonly title: string;
  /** The webview's own source expression for the content security policy (Webview.cspSource). */
  readonly cspSource: string;
  /** The module that draws the page, as a webview URI. */
  readonly script: string;
  /** The element that it defines or fills. */
  readonly body: string;
  /** Further directives of the policy, e.g. `worker-src blob:`. */
  readonly directives?: readonly string[];
}

/**
 * The page of a webview under a strict policy: scripts with this page's nonce or from the extension's own folder (a
 * module that is loaded later has no nonce), no eval, no connections unless a directive allows them.
 * Styles may be inline: Mermaid's diagrams carry theirs.
 */
export function webviewPage({ title, cspSource, script, body, directives = [] }: WebviewPage): string {
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    `default-src 'none'`,
    // These two do not fall back to default-src (Content Security Policy Level 3, 6.1).
    `base-uri 'none'`,
    `form-action 'none'`,
    `script-src 'nonce-${nonce}' ${cspSource}`,
    `style-src ${cspSource} 'unsafe-inline'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    ...directives,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
</head>
<body>
${body}
<script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
