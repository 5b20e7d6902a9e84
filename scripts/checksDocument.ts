import { writeFileSync } from 'node:fs';
import { checkCatalogue } from '../src/core/checks/catalogue.ts';

/** The table of every cause that can be named, as docs/checks.md holds it. */
export function checksDocument(): string {
  const rows = checkCatalogue.map(
    ({ code, title, hop, severity, needs, explains }) =>
      `| \`${code}\` | ${title} | ${hop} | ${severity} | ${needs.join(', ')} | ${explains.map((own) => `\`${own}\``).join(', ')} |`,
  );
  return [
    '# Checks',
    '',
    'Every cause that a finding can name. Generated from `src/core/checks/catalogue.ts` by `node scripts/checksDocument.ts`.',
    'A check says nothing while one of the resources that it needs is not completely listed.',
    '',
    '| code | what is wrong | hop | severity | needs | explains |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** Where the document lies. */
export const checksDocumentFile = new URL('../docs/checks.md', import.meta.url);

if (import.meta.main) writeFileSync(checksDocumentFile, checksDocument());
