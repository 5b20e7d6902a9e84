import { expect, test } from 'vitest';
import type { ReportFormat } from '../../protocol/reportProtocol.ts';
import { reportFile } from './reportFile.ts';

const check = (format: ReportFormat, title: string, name: string): void => {
  test(name, () => {
    expect(reportFile(format, title).name).toBe(name);
  });
};
check('markdown', 'cart-0 → web:80', 'cart-0-web-80.md');
check('mermaid', 'shop/web', 'shop-web.mmd');
check('case', 'a → [fd00::1]:80', 'a-fd00-1-80.case.json');
check('svg', '../../etc/passwd', 'etc-passwd.svg');
check('markdown', '→', 'report.md');
