import { describeEnd, type Question } from '../inquiry/question.ts';
import type { Finding, Unverified } from '../finding/finding.ts';
import { hopsOf, type Hop, type Path, type Verdict } from '../finding/hop.ts';

/**
 * The verdict of one path: broken where a hop is, or where the connection itself was seen to fail; reachable only where
 * the target was seen to answer.
 */
export function pathVerdict(hops: readonly Hop[], connectionFailed: boolean): Verdict {
  if (connectionFailed || hops.some((hop) => hop.status === 'broken')) return 'broken';
  if (hops.some((hop) => hop.status === 'degraded')) return 'degraded';
  const answered = hops.some((hop) => hop.id === 'target' && hop.status === 'ok');
  return answered && hops.every((hop) => hop.status !== 'unknown') ? 'reachable' : 'unknown';
}

/**
 * The verdict of a question: reachable needs every path, broken means that no path is known to work, and anything
 * between is degraded. Paths that nobody could judge make it unknown, unless one is known to fail.
 */
export function overallVerdict(paths: readonly Path[]): Verdict {
  const verdicts = new Set(paths.map((path) => path.verdict));
  if (verdicts.size === 0) return 'unknown';
  if (verdicts.size === 1) return paths[0]?.verdict ?? 'unknown';
  if (verdicts.has('broken') || verdicts.has('degraded')) return 'degraded';
  return 'unknown';
}

function subjectLine(question: Question): string {
  const port = question.port === undefined ? '' : `:${question.port}`;
  return `${describeEnd(question.from)} → ${describeEnd(question.to)}${port}`;
}

/** A title inside a sentence; names that are capital throughout stay. */
function decapitalize(title: string): string {
  return /^[A-Z][a-z ]/.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;
}

/** One sentence that answers the question. */
export function headlineOf(
  question: Question,
  verdict: Verdict,
  paths: readonly Path[],
  findings: readonly Finding[],
  unverified: readonly Unverified[],
): string {
  const line = subjectLine(question);
  const [cause] = findings;
  if (verdict === 'reachable') {
    return `${line} is reachable: ${paths.length === 1 ? 'its path answers' : `all ${paths.length} paths answer`}.`;
  }
  if (verdict === 'unknown') {
    const because = unverified[0]?.reason ?? 'no probe could look';
    return `${line} could not be verified: ${because}.`;
  }
  const word = verdict === 'broken' ? 'is broken' : 'works only in part';
  // The cause says the rest; a headline that repeats it is read twice.
  if (cause !== undefined) return `${line} ${word}: ${decapitalize(cause.title)}.`;
  const failing = paths.filter((path) => path.verdict === 'broken' || path.verdict === 'degraded');
  const hop = failing.flatMap(hopsOf).find(({ status }) => status === 'broken' || status === 'degraded');
  const seen =
    hop ?? failing.flatMap(hopsOf).find(({ status, observed }) => status === 'unknown' && observed !== '');
  return `${line} ${word}: ${seen === undefined ? 'the connection fails' : `${seen.title}: ${seen.observed === '' ? seen.predicted : seen.observed}`}. The cause is not among those that could be checked.`;
}
