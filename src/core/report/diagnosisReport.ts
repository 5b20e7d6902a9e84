import type { Diagnosis, Hop, Path, ProbeRecord } from '../diagnosis/diagnosis.ts';
import { describeEnd, type Question } from '../diagnosis/question.ts';
import { formatReference } from '../model/reference.ts';
import type { Report, ReportStatus, ReportStep } from './reportModel.ts';

/** The question in one line: `shop/pod/cart-0 → web.shop port 80/TCP`. */
export function describeQuestion(question: Question): string {
  const port = question.port === undefined ? '' : ` port ${question.port}/${question.protocol}`;
  const family = question.family === undefined ? '' : ` over IPv${question.family}`;
  return `${describeEnd(question.from)} → ${describeEnd(question.to)}${port}${family}`;
}

const statusOfVerdict = {
  reachable: 'ok',
  degraded: 'degraded',
  broken: 'broken',
  unknown: 'unknown',
} as const satisfies Record<Diagnosis['verdict'], ReportStatus>;

/** @param refused reasons for which probes told nothing: told once at the end, not at every hop */
function describeHop({ status, predicted, observed }: Hop, refused: ReadonlySet<string>): string {
  if (status === 'unknown' && refused.has(observed)) {
    return predicted === '' ? 'not seen' : `not seen; expected: ${predicted}`;
  }
  if (observed === '' || predicted === '' || observed === predicted)
    return observed === '' ? predicted : observed;
  return status === 'ok' ? observed : `${observed} (expected: ${predicted})`;
}

function describePath({ address, backend }: Path): string {
  const parts = [address, backend === null ? '' : formatReference(backend)].filter((part) => part !== '');
  return parts.length === 0 ? 'no address' : parts.join(' → ');
}

function sameHop(left: Hop | undefined, right: Hop | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return (
    left.id === right.id &&
    left.status === right.status &&
    left.at === right.at &&
    left.predicted === right.predicted &&
    left.observed === right.observed
  );
}

function groupByHop(paths: readonly Path[], index: number): readonly (readonly Path[])[] {
  const groups: Path[][] = [];
  for (const path of paths) {
    const group = groups.find(([first]) => sameHop(first?.hops[index], path.hops[index]));
    if (group === undefined) groups.push([path]);
    else group.push(path);
  }
  return groups;
}

const worstFirst: readonly Diagnosis['verdict'][] = ['broken', 'unknown', 'degraded', 'reachable'];

function worstVerdict(paths: readonly Path[]): Diagnosis['verdict'] {
  return worstFirst.find((verdict) => paths.some((path) => path.verdict === verdict)) ?? 'unknown';
}

/** Steps of paths that are the same up to `index`: what they share stands once, and where they part each has its own. */
function stepsOf(
  paths: readonly Path[],
  refused: ReadonlySet<string>,
  index = 0,
  depth = 0,
): readonly ReportStep[] {
  const groups = groupByHop(paths, index);
  const step = (group: readonly Path[], at: number): readonly ReportStep[] => {
    const hop = group[0]?.hops[index];
    if (hop === undefined) return [];
    return [
      {
        status: hop.status,
        name: hop.title,
        at: hop.at,
        text: describeHop(hop, refused),
        depth: at,
        next: stepsOf(group, refused, index + 1, at),
      },
    ];
  };
  if (groups.length < 2) return groups.flatMap((group) => step(group, depth));
  return [...groups]
    .sort((left, right) => worstFirst.indexOf(worstVerdict(left)) - worstFirst.indexOf(worstVerdict(right)))
    .map((group) => {
      const verdict = worstVerdict(group);
      return {
        status: statusOfVerdict[verdict],
        name: group.map(describePath).join(', '),
        at: '',
        text: verdict,
        depth,
        next: step(group, depth + 1),
      };
    });
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function describeEffort(probes: readonly ProbeRecord[]): string {
  if (probes.length === 0) return 'no probe was run';
  const silent = probes.filter(({ outcome }) => outcome !== 'ok').length;
  return `${countOf(probes.length, 'probe')}, ${silent === 0 ? 'all answered' : `${silent} without an answer`}`;
}

/** The report of a diagnosis. */
export function diagnosisReport(diagnosis: Diagnosis): Report {
  return {
    subject: describeQuestion(diagnosis.question),
    start: describeEnd(diagnosis.question.from),
    status: statusOfVerdict[diagnosis.verdict],
    verdict: diagnosis.verdict,
    headline: diagnosis.headline,
    asOf: diagnosis.asOf,
    effort: describeEffort(diagnosis.probes),
    steps: stepsOf(diagnosis.paths, new Set(diagnosis.unverified.map(({ reason }) => reason))),
    findings: diagnosis.findings,
    ruledOut: diagnosis.ruledOut,
    unverified: diagnosis.unverified,
  };
}
