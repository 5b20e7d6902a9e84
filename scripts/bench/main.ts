import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { projectFolder } from '../projectFolder.ts';
import { type Benchmark, type Figure, isKept } from './benchmark.ts';
import { editorBenchmark } from './editorBenchmark.ts';
import { manifestBenchmark } from './manifestBenchmark.ts';
import { policyBenchmark } from './policyBenchmark.ts';
import { rulesBenchmark } from './rulesBenchmark.ts';
import { churnBenchmark, scaleBenchmark } from './scaleBenchmark.ts';
import { topologyBenchmark } from './topologyBenchmark.ts';

// npm run bench [-- ID…]: measures, prints a table a benchmark and writes docs/benchmarks.md. With names of benchmarks only these
// run, and the others keep what the document says of them. Ends with status 1 when a figure does not keep its limit.

const benchmarks: readonly Benchmark[] = [
  policyBenchmark,
  manifestBenchmark,
  rulesBenchmark,
  topologyBenchmark,
  scaleBenchmark(1000),
  scaleBenchmark(5000),
  scaleBenchmark(20_000),
  churnBenchmark,
  editorBenchmark,
];
const documentFile = join(projectFolder, 'docs', 'benchmarks.md');

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function formatValue(value: number, unit: string): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return unit === '×' ? `${value.toFixed(digits)} ×` : `${value.toFixed(digits)} ${unit}`;
}

function formatLimit({ limit, unit }: Figure): string {
  if (limit === undefined) return '';
  return 'atMost' in limit ? `≤ ${limit.atMost} ${unit}` : `≥ ${limit.atLeast} ${unit}`;
}

function section({ id, title, definition }: Benchmark, figures: readonly Figure[]): string {
  const rows = figures.map((figure) =>
    [
      figure.title,
      formatValue(figure.value, figure.unit),
      formatLimit(figure),
      figure.limit === undefined ? '' : isKept(figure) ? 'yes' : 'no',
    ].join(' | '),
  );
  return [
    `<!-- ${id} -->`,
    `## ${title}`,
    '| figure | value | limit | kept |\n| --- | ---: | ---: | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
    ...definition.map((sentence) => `- ${sentence}`),
    `<!-- /${id} -->`,
  ].join('\n');
}

/** The section of a benchmark that did not run, as the document has it. */
function keptSection(document: string, { id }: Benchmark): string {
  return new RegExp(`<!-- ${id} -->.*<!-- /${id} -->`, 's').exec(document)?.[0] ?? '';
}

const introduction = `# Benchmarks

\`npm run bench\` measures these and writes this page. A time is what one thread computes (its CPU time, in which other
processes have no part) unless it is said to be a wall-clock time, the median of some runs, on the machine that wrote the
page: compare it with its limit, not with a time from elsewhere. A ratio (×) compares two things in one run and travels
better.
`;

function readDocument(): string {
  try {
    return readFileSync(documentFile, 'utf8');
  } catch {
    return '';
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !benchmarks.some((benchmark) => benchmark.id === id));
if (unknown.length > 0) {
  process.stderr.write(
    `no benchmark ${unknown.join(', ')}; there are ${benchmarks.map(({ id }) => id).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  const measured = new Map<string, string>();
  for (const benchmark of benchmarks) {
    if (wanted.length > 0 && !wanted.includes(benchmark.id)) continue;
    say(`== ${benchmark.title}`);
    const figures = await benchmark.run((line) => {
      process.stderr.write(`${line}\n`);
    });
    for (const figure of figures) {
      const limit = figure.limit === undefined ? '' : `  (${formatLimit(figure)})`;
      const mark = isKept(figure) ? ' ' : '!';
      say(`${mark} ${formatValue(figure.value, figure.unit).padStart(12)}  ${figure.title}${limit}`);
    }
    if (!figures.every(isKept)) process.exitCode = 1;
    measured.set(benchmark.id, section(benchmark, figures));
  }
  // Read only now: what another run has written meanwhile stays.
  const previous = readDocument();
  const sections = benchmarks.map(
    (benchmark) => measured.get(benchmark.id) ?? keptSection(previous, benchmark),
  );
  const text = [introduction, ...sections].join('\n\n');
  writeFileSync(
    documentFile,
    await format(text, { ...(await resolveConfig(documentFile)), parser: 'markdown' }),
  );
}
