import leven from 'leven';

/** How alike two texts are, from 0 (nothing in common) to 1 (the same), by edit distance. */
export function similarity(left: string, right: string): number {
  const longest = Math.max(left.length, right.length);
  return longest === 0 ? 1 : 1 - leven(left, right) / longest;
}

/** Words that are at least as long have room for a second slip. */
const longWord = 6;

function letters(word: string): string {
  return word.replaceAll(/\d+/g, '');
}

/**
 * Whether one word may be the other with one letter missing, added, changed or two exchanged (two slips in long words). Words
 * that differ in their numbers alone (v1 and v2) are meant to differ.
 */
export function isTypingError(left: string, right: string): boolean {
  if (left === right || letters(left) === letters(right)) return false;
  const distance = leven(left, right);
  if (distance <= 1) return Math.min(left.length, right.length) > 1;
  if (distance > 2) return false;
  const sorted = (word: string): string => Array.from(word).sort().join('');
  return sorted(left) === sorted(right) || Math.min(left.length, right.length) >= longWord;
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
