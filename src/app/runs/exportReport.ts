import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import { diagnosisDocument } from '../../core/documents/diagnosisDocument.ts';
import { diagnosisReport } from '../../core/report/diagnosisReport.ts';
import { renderMarkdownReport } from '../../core/report/markdownReport.ts';
import { renderMermaidReport } from '../../core/report/mermaidReport.ts';
import { renderTextReport } from '../../core/report/textReport.ts';
import { traceDocument } from '../../core/documents/traceDocument.ts';
import { traceReport } from '../../core/report/traceReport.ts';
import type { ExportSource, ReportExport } from '../../protocol/engineProtocol.ts';

const renderers = {
  markdown: renderMarkdownReport,
  mermaid: renderMermaidReport,
  text: renderTextReport,
} as const;

/**
 * A finished run as a document.
 * @param changesBefore what had changed before a diagnosis, as far as it is known
 */
export function exportReport(
  source: ExportSource,
  format: ReportExport,
  changesBefore: (diagnosis: Diagnosis) => Parameters<typeof diagnosisReport>[1],
): string {
  if (format === 'json') {
    const document =
      source.kind === 'diagnosis' ? diagnosisDocument(source.diagnosis) : traceDocument(source.trace);
    return `${JSON.stringify(document, null, 2)}\n`;
  }
  const report =
    source.kind === 'diagnosis'
      ? diagnosisReport(source.diagnosis, changesBefore(source.diagnosis))
      : traceReport(source.trace);
  return renderers[format](report);
}
