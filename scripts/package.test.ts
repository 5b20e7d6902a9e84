import { describe, expect, it } from 'vitest';
import { judgeContents } from './package.ts';

const complete = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'dist/extension.cjs',
  'dist/engine.cjs',
  'dist/map.js',
  'dist/elk-worker.js',
  'dist/elk-worker.LICENSE.md',
  'dist/report.js',
  'dist/mermaid.js',
  'dist/THIRD-PARTY-NOTICES.txt',
  'media/icon.png',
  'media/icon.svg',
  'media/demo.case.json',
];

function check(files: readonly string[], problems: readonly string[]): void {
  expect(judgeContents(files)).toEqual(problems);
}

describe('judgeContents', () => {
  it('accepts what the extension needs, with its pictures and style sheets', () => {
    check(complete, []);
    check([...complete, 'dist/map.css', 'media/walkthrough/map.svg'], []);
  });

  it('names what is missing', () => {
    check(
      complete.filter((file) => file !== 'dist/engine.cjs'),
      ['dist/engine.cjs is missing'],
    );
  });

  it.each(['src/core/model/labels.ts', 'dist/engine.cjs.map', 'dist/cli.js', 'media/shot.log', '.env'])(
    'names what does not belong: %s',
    (file) => {
      check([...complete, file], [`${file} does not belong into the package`]);
    },
  );
});
