import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosisDocument } from '../documents/diagnosisDocument.ts';
import { mapDocument } from '../documents/mapDocument.ts';
import { redactSnapshot } from '../documents/redactSnapshot.ts';
import { snapshotFromDocument, snapshotToDocument } from '../documents/snapshotConversion.ts';
import { traceDocument } from '../documents/traceDocument.ts';
import { writeCase } from '../documents/writeCase.ts';
import { toJson, toYaml } from '../text/documentText.ts';
import { buildTopology } from '../topology/buildTopology.ts';
import { flattenTopology } from '../topology/flattenTopology.ts';
import { traceService } from '../trace/traceService.ts';
import { diagnosisReport } from './diagnosisReport.ts';
import { renderMapMermaid } from './mapMermaid.ts';
import { renderMapText } from './mapText.ts';
import { renderMarkdownReport } from './markdownReport.ts';
import { renderMermaidReport } from './mermaidReport.ts';
import { exampleDiagnoses } from './testing/exampleDiagnoses.ts';
import { renderTextReport } from './textReport.ts';
import { traceReport } from './traceReport.ts';

/** Any text at all: controls of every sort, halves of characters, and what each format has for its own. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    maxLength: 20,
  }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '\ud800',
          '\udfff',
          '\u202e',
          '\u2066',
          '\u0085',
          '\u009b1m',
          '\u001b[2J',
          '\u0000',
          '\ufeff',
          '\u{e0041}',
        ],
        ...[
          '\n',
          '\r\n',
          '\t',
          '`',
          '```',
          '|',
          '"]',
          '#quot;',
          '<b>',
          '---',
          '- ',
          '1. ',
          '%',
          '%25',
          '://',
          '~~~',
        ],
        ...['__proto__', 'constructor', '', ' ', '\\', '[removed]', '$(x)'],
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

/** Fields that are words of a cluster or of whoever runs there; the others are the program's own. */
const words: ReadonlySet<string> = new Set([
  ...[
    'headline',
    'at',
    'predicted',
    'observed',
    'summary',
    'title',
    'excerpt',
    'command',
    'vantage',
    'text',
    'because',
  ],
  ...[
    'reason',
    'message',
    'stdout',
    'stderr',
    'address',
    'code',
    'image',
    'hostname',
    'name',
    'observed',
    'key',
  ],
]);

function withText<Value>(value: Value, next: () => string, field = ''): Value {
  if (typeof value === 'string') return (words.has(field) ? next() : value) as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => withText(item, next, field)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withText(inner as unknown, next, key)]),
  ) as Value;
}

/** Gives each of these texts in turn, again and again. */
function inTurn(texts: readonly string[]): () => string {
  let index = 0;
  return () => texts[index++ % texts.length] ?? '';
}

const acting =
  // eslint-disable-next-line no-control-regex -- controls are what it looks for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;

const texts = fc.array(anyText, { minLength: 1, maxLength: 6 });
const runs = { numRuns: 60 };
const { question, snapshot, observations, diagnosis } = exampleDiagnoses['one-of-two-on-loopback'];
const { trace } = traceService({ kind: 'service', namespace: 'shop', name: 'web' }, snapshot, observations);

function check(title: string, write: (next: () => string) => readonly string[]): void {
  it(title, () => {
    fc.assert(
      fc.property(texts, (each) => {
        for (const written of write(inTurn(each))) expect(written).not.toMatch(acting);
      }),
      runs,
    );
  });
}

describe('no text makes a renderer throw, or acts on who reads what it wrote', () => {
  check('a diagnosis', (next) => {
    const changed = withText(diagnosis, next);
    const report = diagnosisReport(changed);
    return [
      renderTextReport(report),
      renderMarkdownReport(report),
      renderMermaidReport(report),
      toJson(diagnosisDocument(changed)),
      toYaml(diagnosisDocument(changed)),
    ];
  });
  check('a trace', (next) => {
    const changed = withText(trace, next);
    const report = traceReport(changed);
    return [
      renderTextReport(report),
      renderMarkdownReport(report),
      renderMermaidReport(report),
      toJson(traceDocument(changed), 2),
      toYaml(traceDocument(changed)),
    ];
  });
  check('a map, a snapshot and a case', (next) => {
    const document = withText(snapshotToDocument(snapshot), next);
    const changed = snapshotFromDocument(document).value!;
    const topology = buildTopology(changed);
    const flat = flattenTopology(topology);
    return [
      renderMapText(changed, flat, { colors: false, width: 80 }),
      renderMapMermaid(changed.context, topology),
      toJson(mapDocument(changed, flat)),
      toYaml(mapDocument(changed, flat)),
      toJson(redactSnapshot(document)),
      toJson(writeCase(question, changed, withText(observations, next))),
    ];
  });
});
