import { renderMarkdownReport } from '../core/report/markdownReport.ts';
import { renderMermaidReport } from '../core/report/mermaidReport.ts';
import type { Report } from '../core/report/reportModel.ts';
import { renderTextReport } from '../core/report/textReport.ts';
import type { CliHost } from './cliHost.ts';
import { documentText, styleOf, type OutputFormat } from './writeOutput.ts';

/** A report in the format that was asked for. */
export function renderReport(
  host: CliHost,
  report: Report,
  document: () => unknown,
  format: OutputFormat,
): string {
  switch (format) {
    case 'json':
    case 'yaml':
      return documentText(document(), format);
    case 'markdown':
      return renderMarkdownReport(report);
    case 'mermaid':
      return renderMermaidReport(report);
    case 'text':
      return renderTextReport(report, styleOf(host));
  }
}
