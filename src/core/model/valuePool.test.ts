import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameValue } from './sameValue.ts';
import { ValuePool } from './valuePool.ts';

const rawPod = (name: string): object => ({
  namespace: ['sh', 'op'].join(''),
  name,
  labels: { app: 'web', tier: 'front' },
  conditions: [{ type: 'Ready', status: 'True' }],
  podIPs: ['10.244.0.1'],
  containers: [{ name: 'app', ports: [], state: { kind: 'running' } }],
  hostAliases: [],
});

describe('ValuePool', () => {
  it('lets two pods of a workload share what they have in common', () => {
    const pool = new ValuePool();
    const [first, second] = ['web-0', 'web-1'].map(
      (name) => pool.object(rawPod(name)) as Record<string, unknown>,
    );
    for (const field of ['labels', 'conditions', 'containers', 'hostAliases'])
      expect(second![field]).toBe(first![field]);
    expect(second!['podIPs']).not.toBe(first!['podIPs']);
    expect(second).toEqual(rawPod('web-1'));
  });

  it('changes what no object says', () => {
    const pool = new ValuePool();
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 })), (values) => {
        // Through JSON, as an API server sends it: -0 becomes 0.
        const objects = values.map((value) => JSON.parse(JSON.stringify({ value, labels: value })) as object);
        const copies = objects.map((object) => structuredClone(object));
        expect(objects.map((object) => pool.object(object))).toEqual(copies);
      }),
    );
  });

  it('says the same of a text, whatever was seen before', () => {
    const pool = new ValuePool();
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(pool.text(text)).toBe(text);
      }),
    );
  });
});

describe('sameValue', () => {
  it('is equality of plain data', () => {
    const data = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(data, data, (left, right) => {
        const known = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
        expect(sameValue(left, structuredClone(left))).toBe(true);
        const expected = (() => {
          try {
            expect(known(left)).toStrictEqual(known(right));
            return true;
          } catch {
            return false;
          }
        })();
        expect(sameValue(known(left), known(right))).toBe(expected);
      }),
    );
  });

  it.each([
    [{ constructor: 'x' }, {}],
    [{}, { a: undefined }],
    [JSON.parse('{"__proto__":{}}'), {}],
    [[], {}],
    [[1], [1, 2]],
    [null, {}],
  ])('tells %j from %j', (left, right) => {
    expect(sameValue(left, right)).toBe(false);
    expect(sameValue(right, left)).toBe(false);
  });
});
