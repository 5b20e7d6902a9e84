import { impactOf, type ProbeRecord } from '../inquiry/probeRecord.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { hopsOf, type Hop, type Path } from '../finding/hop.ts';
import { describeEnd, type Question } from '../inquiry/question.ts';
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

/** Backends that are named of those that fare alike. */
const namedBackends = 3;

/** `10.96.0.20 → shop/pod/web-0` with its verdict; paths that fare alike are one step that names some of their backends. */
function describePaths(
  paths: readonly Path[],
  verdict: string,
): { readonly name: string; readonly text: string } {
  const addresses = [...new Set(paths.map(({ address }) => address))].filter((address) => address !== '');
  const backends = [
    ...new Set(paths.flatMap(({ backend }) => (backend === null ? [] : [formatReference(backend)]))),
  ];
  const dialed = addresses.length > 1 ? `${addresses.length} addresses` : addresses.join('');
  const behind = backends.length > 1 ? `${backends.length} backends` : backends.join('');
  const name = [dialed, behind].filter((part) => part !== '').join(' → ');
  const shown = backends.slice(0, namedBackends).join(', ');
  const more = backends.length > namedBackends ? `, and ${backends.length - namedBackends} more` : '';
  return {
    name: name === '' ? 'no address' : name,
    text: backends.length > 1 ? `${verdict}: ${shown}${more}` : verdict,
  };
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

const worstFirst: readonly Diagnosis['verdict'][] = ['broken', 'unknown', 'degraded', 'reachable'];

/** Paths that fare alike from one hop on: the same was seen at every hop, whatever the backend. */
function groupAlike(paths: readonly Path[], index: number): readonly (readonly Path[])[] {
  const groups = new Map<string, Path[]>();
  for (const path of paths) {
    const fate = hopsOf(path)
      .slice(index)
      .map(({ id, status, observed }) => [id, status, observed]);
    const key = JSON.stringify([path.verdict, fate]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [path]);
    else group.push(path);
  }
  const rank = ([first]: readonly Path[]): number => worstFirst.indexOf(first?.verdict ?? 'unknown');
  return [...groups.values()].sort((left, right) => rank(left) - rank(right));
}

/** Where a hop happens; what concerns the whole cluster happens nowhere in particular. */
function placeOf({ at }: Hop): string {
  return at === 'cluster' ? '' : at;
}

/** The place of a hop of several paths: `node n1`, `3 pods`. */
function commonPlace(places: readonly string[]): string {
  const distinct = [...new Set(places)];
  if (distinct.length < 2) return distinct.join('');
  const kinds = new Set(distinct.map((place) => place.split(' ')[0]));
  return `${distinct.length} ${kinds.has('pod') && kinds.size === 1 ? 'pods' : kinds.has('node') && kinds.size === 1 ? 'nodes' : 'places'}`;
}

/** The steps of paths that fare alike, from one hop on. */
function alikeSteps(
  paths: readonly Path[],
  refused: ReadonlySet<string>,
  index: number,
  depth: number,
): readonly ReportStep[] {
  const hops = paths.flatMap((path) => hopsOf(path)[index] ?? []);
  const [hop] = hops;
  if (hop === undefined) return [];
  const same = hops.every(({ predicted }) => predicted === hop.predicted);
  return [
    {
      status: hop.status,
      name: hop.title,
      at: commonPlace(hops.map(placeOf)),
      text: describeHop(same || hop.observed === '' ? hop : { ...hop, predicted: '' }, refused),
      depth,
      next: alikeSteps(paths, refused, index + 1, depth),
    },
  ];
}

/** Steps of all paths: what they share stands once, and where they part each group that fares alike has its own. */
function stepsOf(paths: readonly Path[], refused: ReadonlySet<string>, index = 0): readonly ReportStep[] {
  const [first, ...others] = paths;
  const hop = first === undefined ? undefined : hopsOf(first)[index];
  if (first === undefined) return [];
  if (others.some((path) => !sameHop(hop, hopsOf(path)[index]))) {
    return groupAlike(paths, index).map((group) => {
      const verdict = group[0]?.verdict ?? 'unknown';
      return {
        status: statusOfVerdict[verdict],
        ...describePaths(group, verdict),
        at: '',
        depth: 0,
        next: alikeSteps(group, refused, index, 1),
      };
    });
  }
  if (hop === undefined) return [];
  return [
    {
      status: hop.status,
      name: hop.title,
      at: placeOf(hop),
      text: describeHop(hop, refused),
      depth: 0,
      next: stepsOf(paths, refused, index + 1),
    },
  ];
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function describeEffort(probes: readonly ProbeRecord[]): string {
  if (probes.length === 0) return 'no probe was run';
  const silent = probes.filter(({ outcome }) => outcome !== 'ok').length;
  return `${countOf(probes.length, 'probe')}, ${silent === 0 ? 'all answered' : `${silent} without an answer`}`;
}

/**
 * The report of a diagnosis.
 *
 * @param changes what had changed about the question's objects (changesBefore.ts); told unless all is well
 */
export function diagnosisReport(diagnosis: Diagnosis, changes: Report['changes'] = []): Report {
  return {
    subject: describeQuestion(diagnosis.question),
    start: describeEnd(diagnosis.question.from),
    status: statusOfVerdict[diagnosis.verdict],
    verdict: diagnosis.verdict,
    headline: diagnosis.headline,
    asOf: diagnosis.asOf,
    effort: describeEffort(diagnosis.probes),
    impact: impactOf(diagnosis.probes),
    steps: stepsOf(diagnosis.paths, new Set(diagnosis.unverified.map(({ reason }) => reason))),
    findings: diagnosis.findings,
    ruledOut: diagnosis.ruledOut,
    unverified: diagnosis.unverified,
    ...(diagnosis.verdict === 'reachable' || changes.length === 0 ? {} : { changes }),
  };
}
