import leven from 'leven';

/** How alike two texts are, from 0 (nothing in common) to 1 (the same), by edit distance. */
export function similarity(left: string, right: string): number {
  const longest = Math.max(left.length, right.length);
  return longest === 0 ? 1 : 1 - leven(left, right) / longest;
}

/** Below this two names are not mistaken for each other. */
const leastSimilarity = 0.5;

/** The names that somebody who typed `name` may have meant, nearest first, three at most. */
export function nearestNames(name: string, candidates: Iterable<string>): readonly string[] {
  return [...new Set(candidates)]
    .filter((candidate) => candidate !== name)
    .map((candidate) => ({ candidate, score: similarity(name, candidate) }))
    .filter(
      ({ candidate, score }) =>
        score >= leastSimilarity || candidate.includes(name) || name.includes(candidate),
    )
    .sort((left, right) => right.score - left.score || left.candidate.localeCompare(right.candidate))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
