import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshotShape } from './documents/snapshotShape.ts';
import { arbitraryOfSchema } from './documents/testing/arbitraryOfSchema.ts';
import { snapshotFromDocument, snapshotToDocument } from './snapshotConversion.ts';
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

function keepFirstOfEachName(document: SnapshotDocument): SnapshotDocument {
  const unique = <Value extends { name: string; namespace?: string }>(values: readonly Value[]): Value[] => [
    ...new Map(values.map((value) => [`${value.namespace ?? ''}\0${value.name}`, value])).values(),
  ];
  return {
    ...document,
    namespaces: unique(document.namespaces),
    nodes: unique(document.nodes),
    pods: unique(document.pods),
    services: unique(document.services),
    endpointSlices: unique(document.endpointSlices),
    networkPolicies: unique(document.networkPolicies),
    ...(document.otherPolicies === undefined
      ? {}
      : {
          otherPolicies: Object.fromEntries(
            Object.entries(document.otherPolicies).map(([kind, policies]) => [
              kind,
              unique<{ name: string; namespace?: string }>(policies),
            ]),
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
