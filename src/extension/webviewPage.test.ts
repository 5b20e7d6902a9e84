import { expect, test } from 'vitest';
import { webviewPage } from './webviewPage.ts';

const page = (): string =>
  webviewPage({
    title: 'A page',
    cspSource: 'https://host',
    script: 'https://host/report.js',
    body: '<podpath-report></podpath-report>',
    directives: ['worker-src blob:'],
  });

function policyOf(html: string): string {
  return /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
}

test('nothing is allowed but what is named', () => {
  const policy = policyOf(page());
  expect(policy).toMatch(
    /^default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'nonce-[\w-]{20,}' https:\/\/host; /,
  );
  expect(policy).toMatch(/; worker-src blob:$/);
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
});

test('each page has a nonce of its own, which its script carries', () => {
  const [first, second] = [page(), page()];
  const nonce = /'nonce-([\w-]+)'/.exec(policyOf(first))?.[1] ?? '';
  expect(first).toContain(`<script type="module" nonce="${nonce}" src="https://host/report.js">`);
  expect(policyOf(second)).not.toContain(nonce);
});
