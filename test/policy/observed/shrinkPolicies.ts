import type { PolicyManifest } from '../arbitraries/policyManifest.ts';

/** A part of a policy's spec: JSON. */
type Part = Readonly<Record<string, unknown>>;

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fields without which an object would be refused by the API server, or that mean nothing by themselves. */
const neededFields = new Set(['cidr', 'key', 'operator', 'values', 'port']);

/** Lists that may not become empty. */
const neverEmpty = new Set(['values', 'policyTypes']);

function smallerLists(field: string, list: readonly unknown[]): readonly (readonly unknown[])[] {
  const shorter = list
    .map((_, index) => list.toSpliced(index, 1))
    .filter(({ length }) => length > 0 || !neverEmpty.has(field));
  const reduced = list.flatMap((element, index) =>
    isPart(element) ? smallerParts(element).map((smaller) => list.with(index, smaller)) : [],
  );
  return [...shorter, ...reduced];
}

/** An entry of a list of peers says at least one thing. */
function isPeer(part: Part): boolean {
  return 'podSelector' in part || 'namespaceSelector' in part || 'ipBlock' in part;
}

/** Everything that is a little less than a part: a field or an element fewer, at any depth, great steps first. */
function smallerParts(part: Part): readonly Part[] {
  const fields = Object.keys(part);
  const fewer = fields
    .filter((field) => !neededFields.has(field))
    .map((field) => Object.fromEntries(Object.entries(part).filter(([other]) => other !== field)))
    .filter((smaller) => !isPeer(part) || isPeer(smaller));
  const reduced = fields.flatMap((field): readonly Part[] => {
    const value = part[field];
    if (Array.isArray(value)) return smallerLists(field, value).map((list) => ({ ...part, [field]: list }));
    return isPart(value) ? smallerParts(value).map((smaller) => ({ ...part, [field]: smaller })) : [];
  });
  return [...fewer, ...reduced];
}

function smallerSpecs({ spec }: PolicyManifest): readonly PolicyManifest['spec'][] {
  // A policy always has a podSelector; empty is the least that it can say.
  return smallerParts(spec).map((smaller) => ({ podSelector: {}, ...smaller }));
}

/** Sets of policies that say a little less, one policy alone first. All of them are policies that the API server takes. */
export function smallerPolicySets(
  policies: readonly PolicyManifest[],
): readonly (readonly PolicyManifest[])[] {
  const alone = policies.length > 1 ? policies.map((policy) => [policy]) : [];
  const without = policies.length > 2 ? policies.map((_, index) => policies.toSpliced(index, 1)) : [];
  const reduced = policies.flatMap((policy, index) =>
    smallerSpecs(policy).map((spec) => policies.with(index, { ...policy, spec })),
  );
  const own = JSON.stringify(policies);
  return [...alone, ...without, ...reduced].filter((set) => JSON.stringify(set) !== own);
}

/**
 * The smallest set of policies that still fails, as far as it can be reached by leaving out one thing after the other.
 * @param fails asked for one candidate after the other, at most `mostTrials` times
 */
export async function shrinkPolicies(
  policies: readonly PolicyManifest[],
  fails: (policies: readonly PolicyManifest[]) => Promise<boolean>,
  mostTrials: number,
): Promise<readonly PolicyManifest[]> {
  let smallest = policies;
  let trials = 0;
  for (;;) {
    let next: readonly PolicyManifest[] | undefined;
    for (const candidate of smallerPolicySets(smallest)) {
      if (trials >= mostTrials) return smallest;
      trials += 1;
      if (!(await fails(candidate))) continue;
      next = candidate;
      break;
    }
    if (next === undefined) return smallest;
    smallest = next;
  }
}
