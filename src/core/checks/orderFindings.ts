import { checkCatalogue } from './catalogue.ts';
import { formatReference } from '../model/reference.ts';
import { hopIds } from '../finding/hop.ts';
import type { Finding } from '../finding/finding.ts';

/** Evidence that one finding keeps of all the objects it was merged from. */
const keptEvidence = 6;

/** What is wrong with a Service is about the Service; what is wrong in pods is one thing where one repair mends them. */
function identityOf({ code, hop, objects, remediation }: Finding): string {
  const [first] = objects;
  if (hop === 'target') return `${code} ${remediation.text}`;
  return `${code} ${first === undefined ? '' : formatReference(first)}`;
}

function union<Value>(
  left: readonly Value[],
  right: readonly Value[],
  identity: (value: Value) => string,
): Value[] {
  return [...new Map([...left, ...right].map((value) => [identity(value), value] as const)).values()];
}

function mergeTwo(known: Finding, other: Finding): Finding {
  return {
    ...known,
    certainty: known.certainty === 'proven' || other.certainty === 'proven' ? 'proven' : 'likely',
    objects: union(known.objects, other.objects, formatReference),
    evidence: [...known.evidence, ...other.evidence].slice(0, keptEvidence),
    remediation: {
      text: known.remediation.text,
      commands: union(known.remediation.commands, other.remediation.commands, (command) => command),
    },
  };
}

/** Findings that one repair mends are one finding: the backends of a Service repeat what is wrong with all of them. */
function merge(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(identityOf(finding));
    if (group === undefined) groups.set(identityOf(finding), [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap((group) => {
    const [first, ...rest] = group;
    if (first === undefined) return [];
    const merged = rest.reduce(mergeTwo, first);
    const more = first.hop === 'target' ? merged.objects.length - first.objects.length : 0;
    const also = more === 0 ? '' : ` The same in ${more} more ${more === 1 ? 'pod' : 'pods'}.`;
    return [{ ...merged, summary: `${first.summary}${also}` }];
  });
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
 * hops, errors before warnings and what is proven before what is likely.
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
  const certaintyRank = { proven: 0, likely: 1 };
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
      certaintyRank[left.certainty] - certaintyRank[right.certainty] ||
      hopIds.indexOf(left.hop) - hopIds.indexOf(right.hop),
  );
}
