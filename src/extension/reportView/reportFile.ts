import type { ReportFormat } from '../../protocol/reportProtocol.ts';

/** Under which name a report is saved, and what the dialog offers. */
export interface ReportFile {
  readonly name: string;
  readonly filters: Record<string, string[]>;
}

const kinds: Readonly<Record<ReportFormat, { readonly description: string; readonly extension: string }>> = {
  markdown: { description: 'Markdown', extension: 'md' },
  mermaid: { description: 'Mermaid', extension: 'mmd' },
  svg: { description: 'SVG', extension: 'svg' },
  case: { description: 'Podpath case file', extension: 'case.json' },
};

/** The file of a report: its title in characters that every file system takes. */
export function reportFile(format: ReportFormat, title: string): ReportFile {
  const { description, extension } = kinds[format];
  const stem = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return {
    name: `${stem === '' ? 'report' : stem}.${extension}`,
    // Dialogs know only the last extension of a name.
    filters: { [description]: [extension.split('.').at(-1) ?? extension] },
  };
}
