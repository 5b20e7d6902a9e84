import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshotShape } from './snapshotShape.ts';
import { arbitraryOfSchema } from './testing/arbitraryOfSchema.ts';
import { snapshotFromDocument, snapshotToDocument } from './snapshotConversion.ts';
import { otherPolicyKey } from '../model/otherPolicies.ts';
import { networkEventKey } from '../model/networkEvent.ts';
import type { SnapshotDocument } from './snapshotDocument.ts';

const complete = { state: 'complete' } as const;
const empty: SnapshotDocument = {
  schema: 'podpath/snapshot/v1',
  asOf: '2026-01-31T12:00:00Z',
  context: 'test',
  coverage: {
    namespaces: complete,
    nodes: complete,
    pods: complete,
    services: complete,
    endpointslices: complete,
    networkpolicies: complete,
  },
  namespaces: [],
  nodes: [],
  pods: [],
  services: [],
  endpointSlices: [],
  networkPolicies: [],
};

interface Named {
  readonly name: string;
  readonly namespace?: string;
  readonly kind?: string;
}

function firstOfEach<Value>(values: readonly Value[], keyOf: (value: Value) => string): readonly Value[] {
  const first = new Map<string, Value>();
  for (const value of values) if (!first.has(keyOf(value))) first.set(keyOf(value), value);
  return [...first.values()];
}

const nameOf = ({ namespace = '', kind = '', name }: Named): string => [namespace, kind, name].join('\0');

/** The same with each object once, by what makes it the same object. */
function keepFirstOfEachName(document: SnapshotDocument): SnapshotDocument {
  const unique = (lists: object, keyOf: (value: Named) => string): object =>
    Object.fromEntries(
      Object.entries(lists).map(([list, value]: [string, unknown]) => [
        list,
        Array.isArray(value) ? firstOfEach(value as Named[], keyOf) : value,
      ]),
    );
  const { otherPolicies, networkEvents, ...rest } = document;
  return {
    ...(unique(rest, nameOf) as typeof rest),
    ...(otherPolicies === undefined ? {} : { otherPolicies: unique(otherPolicies, otherPolicyKey) }),
    ...(networkEvents === undefined
      ? {}
      : {
          networkEvents: firstOfEach(
            networkEvents,
            (event) => `${event.namespace}\0${networkEventKey(event)}`,
          ),
        }),
  };
}

describe('snapshotFromDocument', () => {
  it('gives back every snapshot that snapshotToDocument wrote, through JSON text', () => {
    const documents = arbitraryOfSchema(snapshotShape.schema) as fc.Arbitrary<SnapshotDocument>;
    fc.assert(
      fc.property(documents.map(keepFirstOfEachName), (document) => {
        const first = snapshotFromDocument(document);
        expect(first.errors).toEqual([]);
        const again = snapshotFromDocument(JSON.parse(JSON.stringify(snapshotToDocument(first.value!))));
        expect(again.errors).toEqual([]);
        expect(again.value).toEqual(first.value);
        expect(snapshotToDocument(again.value!)).toEqual(snapshotToDocument(first.value!));
      }),
      { numRuns: 60 },
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const { value, errors } = snapshotFromDocument(raw);
        expect(value === undefined).toBe(errors.length > 0);
      }),
    );
  });

  it('keeps what it can read, names the rest and no longer calls the resource complete', () => {
    const { value, errors } = snapshotFromDocument({
      ...empty,
      namespaces: [{ name: 'shop', labels: {}, phase: 'Active' }, { name: 7 }],
    });
    expect([...value!.namespaces.keys()]).toEqual(['shop']);
    expect(errors).toEqual([
      '$.namespaces[1].name: expected a string, found a number',
      '$.namespaces[1].labels: missing',
      '$.namespaces[1].phase: missing',
    ]);
    expect(value!.coverage.namespaces).toEqual({
      state: 'failed',
      reason: '1 objects of the document could not be read',
    });
    expect(value!.coverage.pods).toEqual(complete);
  });

  it('names unknown fields and objects that are there twice', () => {
    const namespace = { name: 'shop', labels: {}, phase: 'Active' };
    const { value, errors } = snapshotFromDocument({ ...empty, namespaces: [namespace, namespace], more: 1 });
    expect(value!.namespaces.size).toBe(1);
    expect(errors).toEqual(['$.more: unknown field', 'namespace/shop is there twice']);
  });

  it('refuses another document', () => {
    expect(snapshotFromDocument({ ...empty, schema: 'podpath/snapshot/v2' })).toEqual({
      errors: ['$.schema: expected "podpath/snapshot/v1"'],
    });
  });
});
