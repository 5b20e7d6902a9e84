import { checkCatalogue } from '../checks/catalogue.ts';
import { formatReference } from '../model/reference.ts';
import { hopIds, type Finding } from './diagnosis.ts';

/** Evidence that one finding keeps of all the objects it was merged from. */
const keptEvidence = 6;

function identityOf(finding: Finding): string {
  const [first] = finding.objects;
  return `${finding.code} ${first === undefined ? '' : formatReference(first)}`;
}

/** Findings of one code about one object are one finding: the backends of a Service repeat what is wrong with it. */
function merge(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const known = merged.get(identityOf(finding));
    if (known === undefined) {
      merged.set(identityOf(finding), finding);
      continue;
    }
    const references = new Set(known.objects.map(formatReference));
    merged.set(identityOf(finding), {
      ...known,
      certainty: known.certainty === 'proven' || finding.certainty === 'proven' ? 'proven' : 'likely',
      objects: [
        ...known.objects,
        ...finding.objects.filter((object) => !references.has(formatReference(object))),
      ],
      evidence: [...known.evidence, ...finding.evidence].slice(0, keptEvidence),
    });
  }
  return [...merged.values()];
}

const explainsByCode: ReadonlyMap<string, readonly string[]> = new Map(
  checkCatalogue.map((check) => [check.code, check.explains]),
);

/** A finding can only be the cause of another about the same Service or pod, or of one that names no object. */
function sharesObject(left: Finding, right: Finding): boolean {
  const references = new Set(left.objects.map(formatReference));
  return (
    right.objects.length === 0 || right.objects.some((object) => references.has(formatReference(object)))
  );
}

/**
 * Puts causes before their consequences and names the causes in each consequence; causes stand in the order of the
 * hops, errors before warnings.
 */
export function orderFindings(findings: readonly Finding[]): readonly Finding[] {
  const merged = merge(findings);
  const caused = merged.map((finding) => ({
    ...finding,
    causedBy: [
      ...new Set(
        merged
          .filter(
            (other) => other !== finding && explainsByCode.get(other.code)?.includes(finding.code) === true,
          )
          .filter((other) => sharesObject(other, finding))
          .map((other) => other.code),
      ),
    ],
  }));
  const severityRank = { error: 0, warning: 1, info: 2 };
  const depth = (finding: Finding, seen: readonly string[]): number =>
    finding.causedBy.reduce((deepest, code) => {
      const cause = caused.find((other) => other.code === code);
      return cause === undefined || seen.includes(code)
        ? deepest
        : Math.max(deepest, 1 + depth(cause, [...seen, code]));
    }, 0);
  return [...caused].sort(
    (left, right) =>
      severityRank[left.severity] - severityRank[right.severity] ||
      depth(left, [left.code]) - depth(right, [right.code]) ||
      hopIds.indexOf(left.hop) - hopIds.indexOf(right.hop),
  );
}
