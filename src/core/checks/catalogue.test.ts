import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ResourceName } from '../model/coverage.ts';
import { checkCatalogue, reservedCodes } from './catalogue.ts';
import type { CheckCases } from './testing/checkCase.ts';
import { evaluateCase } from './testing/evaluateCase.ts';

const folder = join(import.meta.dirname, 'catalogue');
const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.cases.ts'));
const all: readonly CheckCases[] = await Promise.all(
  files.map(async (file) => {
    const { cases } = (await import(join(folder, file))) as { readonly cases: CheckCases };
    return cases;
  }),
);

function casesOfCheck(code: string): readonly CheckCases[] {
  return all.filter(({ check }) => check.code === code);
}

/** Needs are about the objects of the subject too: whoever is handed a pod or a Service reads that resource. */
function resourcesRead({ check, rows }: CheckCases): readonly ResourceName[] {
  return rows.flatMap((row) => [...evaluateCase(check, row).read, ...check.scope.reads(row.subject)]);
}

describe('every check', () => {
  const rows = all.flatMap(({ check, rows }) =>
    rows.map((row) => [check.code, row.title, check, row] as const),
  );

  it.each(rows)('%s: %s', (_code, _title, check, row) => {
    const { result } = evaluateCase(check, row);
    expect(result).toMatchObject({ kind: row.expected });
    if (result.kind !== 'finding') return;
    const { summary, remediation, evidence, objects, certainty } = result;
    expect(remediation.text).not.toBe('');
    if (row.repair !== undefined) expect(remediation.commands.join('\n')).toContain(row.repair);
    if (row.says !== undefined) expect(`${summary}\n${remediation.text}`).toContain(row.says);
    if (row.certainty !== undefined) expect(certainty).toBe(row.certainty);
    expect(evidence.length).toBeGreaterThan(0);
    expect(objects.length).toBeGreaterThan(0);
  });

  it.each(checkCatalogue.map(({ code }) => code))('%s has a positive and a negative case', (code) => {
    const kinds = casesOfCheck(code).flatMap((cases) => cases.rows.map(({ expected }) => expected));
    expect(kinds).toContain('finding');
    expect(kinds.some((kind) => kind === 'pass' || kind === 'not-applicable')).toBe(true);
  });

  it.each(checkCatalogue.map((check) => [check.code, check] as const))(
    '%s declares what it reads',
    (code, { needs, helpedBy = [] }) => {
      const read = [...new Set(casesOfCheck(code).flatMap(resourcesRead))].sort();
      expect(read).toEqual([...needs, ...helpedBy].sort());
    },
  );

  it('that has cases is in the catalogue', () => {
    expect(checkCatalogue).toEqual(expect.arrayContaining(all.map(({ check }) => check)));
  });

  it('has a code of its own, and explains codes that follow the style', () => {
    const codes = checkCatalogue.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, explains } of checkCatalogue)
      for (const own of [code, ...explains]) expect(own).toMatch(/^[a-z]+(-[a-z]+)+$/);
  });

  it('explains codes that a check finds or that are reserved, and none is reserved that is found', () => {
    const found = new Set(checkCatalogue.map(({ code }) => code));
    const explained = new Set(checkCatalogue.flatMap(({ explains }) => explains));
    expect([...explained].filter((code) => !found.has(code)).sort()).toEqual([...reservedCodes].sort());
  });
});
