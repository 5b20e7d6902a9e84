import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pod, service, snapshotOf } from '../testing/snapshotBuilder.ts';
import { diagnoseManifest } from './diagnoseManifest.ts';
import { hoverManifest, servicesAt } from './hoverManifest.ts';
import { nodeAt, objectAt, pathAt, rangeOf } from './locate.ts';
import { applyEdits } from './manifestEdit.ts';
import type { ManifestContext } from './manifestContext.ts';
import { parseManifest } from './parseManifest.ts';
import { splitDocuments } from './splitDocuments.ts';
import { markedText } from './testing/markedText.ts';

const demo = ['shop', 'data', 'ops'].map((name) =>
  readFileSync(new URL(`../../../test/cluster/demo/${name}.yaml`, import.meta.url), 'utf8'),
);

describe('the documents of a text', () => {
  const check = (title: string, text: string, expected: readonly string[]): void => {
    test(title, () => {
      expect(splitDocuments(text).map((piece) => piece.text)).toEqual(expected);
    });
  };
  check('nothing', '', []);
  check('one without a marker', 'a: 1\n', ['a: 1\n']);
  check('several', 'a: 1\n---\nb: 2\n--- # c\nc: 3', ['a: 1\n', '---\nb: 2\n', '--- # c\nc: 3']);
  check('line ends of Windows', 'a: 1\r\n---\r\nb: 2\r\n', ['a: 1\r\n', '---\r\nb: 2\r\n']);
  check('an end marker', 'a: 1\n...\nb: 2\n', ['a: 1\n...\n', 'b: 2\n']);
  check('an end marker before a marker', 'a: 1\n...\n---\nb: 2\n', ['a: 1\n...\n', '---\nb: 2\n']);
  check('a marker inside a block text is indented', 'a: |\n  ---\n  x\n', ['a: |\n  ---\n  x\n']);
  check('what only begins like a marker', '----\na: 1\n', ['----\na: 1\n']);

  test('joined they are the text again, and each stands where it says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('\n', '---\n', '...\n', '\r\n', '--- a', 'k: v\n'))),
        (parts) => {
          const text = parts.join('');
          const pieces = splitDocuments(text);
          expect(pieces.map((piece) => piece.text).join('')).toBe(text);
          for (const piece of pieces) expect(text.startsWith(piece.text, piece.start)).toBe(true);
        },
      ),
    );
  });
});

describe('the objects of a text', () => {
  const check = (title: string, text: string, expected: readonly string[]): void => {
    test(title, () => {
      const { objects } = parseManifest(text);
      expect(objects.map(({ object }) => `${object.kind} ${object.namespace ?? '-'}/${object.name}`)).toEqual(
        expected,
      );
    });
  };
  const head = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n';
  check('one', head, ['Service -/web']);
  check('other YAML', 'services:\n  web:\n    image: x\n', []);
  check('a kind without an API version', 'kind: Service\nmetadata: {name: web}\n', []);
  check('a text with the words', '# apiVersion and kind\n- a\n- b\n', []);
  check(
    'a list',
    `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n`,
    ['Pod -/a'],
  );
  check(
    'a typed list, whose items do not repeat their type',
    'apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: a, namespace: shop}\n- metadata: {name: b}\n',
    ['Service shop/a', 'Service -/b'],
  );
  check('JSON', JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } }), [
    'Service -/web',
  ]);
  check(
    'a broken document beside a whole one',
    `apiVersion: [
kind: v1
---
${head}`,
    ['Service -/web'],
  );
  check('half typed', `${head}spec:\n  sel`, ['Service -/web']);
  check('an alias without an anchor', `${head}spec: *nobody\n`, []);
  check('anchors and merge keys', `x: &l {namespace: shop}\n${head}  <<: *l\n`, ['Service shop/web']);
  check(
    'a billion laughs',
    `${head}a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d]\n`,
    [],
  );

  test('only the document that was edited is parsed again', () => {
    const before = parseManifest(demo[0] ?? '');
    const after = parseManifest((demo[0] ?? '').replace('replicas: 3', 'replicas: 4'), before.pieces);
    const kept = after.objects.filter(({ object }) =>
      before.objects.some((other) => other.object === object),
    );
    expect(after.objects.length).toBe(before.objects.length);
    expect(kept.length).toBe(before.objects.length - 1);
  });
});

describe('the field at a position', () => {
  const check = (title: string, marked: string, expected: readonly (string | number)[] | undefined): void => {
    test(title, () => {
      const { text, offset } = markedText(marked);
      const manifest = parseManifest(text);
      const placed = objectAt(manifest, offset);
      expect(placed && pathAt(placed.object, offset - placed.start)).toEqual(expected);
    });
  };
  const head = 'a: 1\n---\napiVersion: v1\nkind: Service\n';
  check('a key', `${head}spec:\n  sel‸ector:\n    app: web\n`, ['spec', 'selector']);
  check('a value', `${head}spec:\n  selector:\n    app: w‸eb\n`, ['spec', 'selector', 'app']);
  check('an item of a list', `${head}spec:\n  ports:\n  - port: 80\n  - port: 8‸1\n`, [
    'spec',
    'ports',
    1,
    'port',
  ]);
  check('flow style', `${head}spec: {selector: {app: we‸b}}\n`, ['spec', 'selector', 'app']);
  check('a comment', `${head}spec:\n  selector:\n    app: web\n# wh‸y\n`, undefined);
  check('an empty value', `${head}spec:\n  selector:‸\n`, ['spec', 'selector']);
  check('below an empty value', `${head}spec:\n  selector:\n\n\n  ‸  \n`, undefined);
  check('another document', `a: ‸1\n---\napiVersion: v1\nkind: Service\n`, undefined);
  check('an alias', `${head}x: &l {app: web}\nspec:\n  selector: *‸l\n`, ['spec', 'selector']);

  test('every field of the demo is found again at each of its ends', () => {
    for (const text of demo) {
      const manifest = parseManifest(text);
      for (const { object, start } of manifest.objects) {
        const visit = (value: unknown, path: readonly (string | number)[]): void => {
          if (path.length > 0) {
            const range = rangeOf(object, path);
            expect(pathAt(object, range.start).slice(0, path.length)).toEqual(path);
            expect(pathAt(object, range.end).slice(0, path.length)).toEqual(path);
            expect(objectAt(manifest, start + range.start)?.object).toBe(object);
            expect(nodeAt(object, path)).toBeDefined();
          }
          if (typeof value !== 'object' || value === null) return;
          const entries: [string | number, unknown][] = Array.isArray(value)
            ? [...value.entries()]
            : Object.entries(value);
          for (const [step, child] of entries) visit(child, [...path, step]);
        };
        visit(object.raw, []);
      }
    }
  });
});

describe('whatever is typed', () => {
  const context: ManifestContext = {
    snapshot: snapshotOf({
      pods: [pod('shop', 'web-0', { app: 'web' })],
      services: [service('shop', 'web', { app: 'web' })],
    }),
    defaultNamespace: 'shop',
    authored: [],
    workloads: () => [],
  };
  const exercise = (text: string, offset: number): void => {
    const manifest = parseManifest(text);
    const own = { ...context, authored: manifest.objects.map(({ object }) => object) };
    const hover = hoverManifest(manifest, offset, own);
    if (hover !== undefined) {
      expect(hover.lines.length).toBeLessThanOrEqual(3);
      expect(hover.range.start).toBeLessThanOrEqual(offset);
      expect(hover.range.end).toBeGreaterThanOrEqual(offset);
    }
    servicesAt(manifest, offset, own);
    for (const { start, end, fixes } of diagnoseManifest(manifest, own)) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(text.length);
      for (const fix of fixes) applyEdits(text, fix.edits);
    }
  };
  const all = demo.join('---\n');

  test('nothing throws on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, offset) => {
        exercise(`apiVersion: v1\nkind: Service\n${text}`, offset % (text.length + 1));
      }),
    );
  });

  test('nothing throws on manifests that are cut off anywhere', () => {
    fc.assert(
      fc.property(fc.nat({ max: all.length }), fc.nat({ max: all.length }), (length, back) => {
        exercise(
          all.slice(Math.max(0, length - 2000), length),
          Math.max(0, Math.min(length, 2000) - (back % 400)),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('nothing throws on manifests with something else in them', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '*a',
      '&a ',
      '|',
      '\n',
      ':',
      '- ',
      '\t',
      '{{ x }}',
      '#',
    );
    fc.assert(
      fc.property(fc.constantFrom(...demo), fc.nat(), pieces, fc.nat(), (text, at, piece, offset) => {
        const place = at % text.length;
        exercise(text.slice(0, place) + piece + text.slice(place), offset % text.length);
      }),
      { numRuns: 60 },
    );
  });
});
