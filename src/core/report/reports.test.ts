import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { traceService } from '../trace/traceService.ts';
import { buildTopology } from '../topology/buildTopology.ts';
import { flattenTopology } from '../topology/flattenTopology.ts';
import { documentSchemas } from '../documents/documentSchemas.ts';
import { diagnosisDocument } from '../documents/diagnosisDocument.ts';
import { diagnosisReport } from './diagnosisReport.ts';
import { mapDocument } from '../documents/mapDocument.ts';
import { renderMapMermaid } from './mapMermaid.ts';
import { renderMapText } from './mapText.ts';
import { renderMarkdownReport } from './markdownReport.ts';
import { renderMermaidReport } from './mermaidReport.ts';
import { renderTextReport } from './textReport.ts';
import { exampleDiagnoses, exampleSnapshot, hostileText } from './testing/exampleDiagnoses.ts';
import { traceDocument } from '../documents/traceDocument.ts';
import { traceReport } from './traceReport.ts';

const ajv = new Ajv2020({ strict: true, allErrors: true });

function expectValid(schema: string, document: unknown): void {
  const validate =
    ajv.getSchema(`urn:podpath:${schema}:v1`) ?? ajv.compile(documentSchemas[`${schema}.v1.json`]!);
  const leaves = JSON.parse(JSON.stringify(document)) as unknown;
  expect(leaves).toEqual(document);
  expect(validate(leaves), JSON.stringify(validate.errors)).toBe(true);
}

const golden = (name: string): string => new URL(`goldens/${name}`, import.meta.url).pathname;

describe.each(Object.entries(exampleDiagnoses))('the report of the diagnosis %s', (name, { diagnosis }) => {
  const report = diagnosisReport(diagnosis);

  it('reads well in a terminal', async () => {
    await expect(renderTextReport(report)).toMatchFileSnapshot(golden(`${name}.txt`));
  });

  it('reads well as Markdown', async () => {
    await expect(renderMarkdownReport(report)).toMatchFileSnapshot(golden(`${name}.md`));
  });

  it('is a diagram', async () => {
    await expect(renderMermaidReport(report)).toMatchFileSnapshot(golden(`${name}.mmd`));
  });

  it('is a document of its schema', () => {
    expectValid('diagnosis', diagnosisDocument(diagnosis));
  });

  it('holds nothing that acts on a terminal, in any format', () => {
    for (const text of [
      renderTextReport(report),
      renderMarkdownReport(report),
      renderMermaidReport(report),
    ]) {
      // eslint-disable-next-line no-control-regex -- what must not be there
      expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
  });

  it('fits a narrow terminal, commands and raw output aside', () => {
    const lines = renderTextReport(report, { colors: false, width: 60 }).split('\n');
    expect(lines.some((line) => line.length <= 60)).toBe(true);
  });
});

/** Fields that hold words for people; everything else has few values. */
const wordFields = new Set([
  'title',
  'headline',
  'at',
  'predicted',
  'observed',
  'summary',
  'vantage',
  'command',
  'excerpt',
  'text',
  'because',
  'reason',
]);

/** The same diagnosis with hostile text in every field that holds words. */
function withHostileWords<Value>(value: Value, field = ''): Value {
  if (typeof value === 'string') return (wordFields.has(field) ? hostileText : value) as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => withHostileWords(item, field)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withHostileWords(item as unknown, key)]),
  ) as Value;
}

describe('a report with hostile words everywhere', () => {
  const report = diagnosisReport(withHostileWords(exampleDiagnoses['selector-matches-nothing'].diagnosis));

  it.each([
    ['txt', renderTextReport],
    ['md', renderMarkdownReport],
    ['mmd', renderMermaidReport],
  ] as const)('as %s shows them and does nothing else', async (extension, render) => {
    const text = render(report);
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    await expect(text).toMatchFileSnapshot(golden(`hostile-words.${extension}`));
  });
});

describe('the text report', () => {
  const { diagnosis } = exampleDiagnoses['selector-matches-nothing'];

  it('begins with the verdict and the answer', () => {
    const [first] = renderTextReport(diagnosisReport(diagnosis)).split('\n');
    expect(first).toMatch(/^✗ BROKEN {2}shop\/pod\/client-0 → shop\/service\/lost:80 is broken: /);
    const wide = renderTextReport(diagnosisReport(diagnosis), { colors: false, width: 1000 }).split('\n');
    expect(wide[0]).toBe(`✗ BROKEN  ${diagnosis.headline}`);
  });

  it('says the same in colours', () => {
    const coloured = renderTextReport(diagnosisReport(diagnosis), { colors: true, width: 110 });
    // eslint-disable-next-line no-control-regex -- the colours
    expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(renderTextReport(diagnosisReport(diagnosis)));
    expect(coloured).toContain('\u001b[31;1m✗ BROKEN');
  });
});

describe('the report of a trace', () => {
  const { trace } = traceService({ kind: 'service', namespace: 'shop', name: 'lost' }, exampleSnapshot, []);

  it('reads well in a terminal', async () => {
    await expect(renderTextReport(traceReport(trace))).toMatchFileSnapshot(golden('trace.txt'));
  });

  it('is a diagram', async () => {
    await expect(renderMermaidReport(traceReport(trace))).toMatchFileSnapshot(golden('trace.mmd'));
  });

  it('is a document of its schema', () => {
    expectValid('trace', traceDocument(trace));
  });
});

describe('the map', () => {
  const topology = buildTopology(exampleSnapshot);

  it('reads well in a terminal', async () => {
    await expect(renderMapText(exampleSnapshot, flattenTopology(topology))).toMatchFileSnapshot(
      golden('map.txt'),
    );
  });

  it('is a diagram', async () => {
    await expect(renderMapMermaid('example', topology)).toMatchFileSnapshot(golden('map.mmd'));
  });

  it('is a document of its schema', () => {
    expectValid('map', mapDocument(exampleSnapshot, flattenTopology(topology)));
  });
});
