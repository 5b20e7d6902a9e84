import type { PortReach, ReachGroup, ReachVerdict } from '../policy/reach/whoCanReach.ts';
import { plainLine } from '../text/escape.ts';
import { wrapText } from '../text/wrapText.ts';

/** What stands above the list. */
export interface ReachHeading {
  /** `shop/service/web`. */
  readonly target: string;
  readonly context: string;
  readonly dialect: string;
  /** What to keep in mind about the verdicts. */
  readonly notes?: readonly string[];
  readonly pods: number;
}

const titles: readonly (readonly [ReachVerdict, string])[] = [
  ['allow', '✓ may connect'],
  ['mixed', '! some of the pods may, or to some of the targets'],
  ['unknown', '? not known'],
  ['deny', '✗ may not connect'],
];

/** What is read in an editor does not wrap by itself. */
const mostColumns = 96;

/** The workloads of one verdict; those with the same reason stand together, above it. */
function groupLines(groups: readonly ReachGroup[]): readonly string[] {
  const nameOf = ({ namespace, workload }: ReachGroup): string => plainLine(`${namespace} ${workload}`);
  const width = Math.max(0, ...groups.map((group) => nameOf(group).length));
  const byReason = Map.groupBy(groups, ({ because }) => because);
  return [...byReason].flatMap(([because, same]) => [
    ...same.map(
      (group) =>
        `    ${nameOf(group).padEnd(width)}  ${String(group.pods)} ${group.pods === 1 ? 'pod' : 'pods'}`,
    ),
    ...wrapText(plainLine(because), mostColumns).map((line) => `        ${line}`),
  ]);
}

function portLines({ port, groups }: PortReach): readonly string[] {
  const parts = titles.flatMap(([verdict, title]) => {
    const own = groups.filter((group) => group.verdict === verdict);
    return own.length === 0 ? [] : [`  ${title}: ${String(own.length)}`, ...groupLines(own)];
  });
  return [
    plainLine(`${port.protocol} ${String(port.port)} (${port.origin})`),
    ...(parts.length === 0 ? ['  nobody else is in the cluster'] : parts),
    '',
  ];
}

/** Who may connect to something, as policies say; one part a port. */
export function renderReach(heading: ReachHeading, reach: readonly PortReach[]): string {
  const { target, context, dialect, pods, notes = [] } = heading;
  const meaning =
    dialect === 'kubernetes' ? 'as the Kubernetes API means policies' : `as ${dialect} enforces policies`;
  return [
    plainLine(`Who can reach ${target} (${String(pods)} ${pods === 1 ? 'pod' : 'pods'})`),
    plainLine(`context ${context} · ${meaning} · nothing was tried on the network`),
    ...notes.flatMap((note) => wrapText(plainLine(note), mostColumns)),
    '',
    ...(pods === 0 ? ['No pod stands behind it now.', ''] : []),
    ...(reach.length === 0 && pods > 0 ? ['It declares no port, and no Service sends to it.', ''] : []),
    ...reach.flatMap(portLines),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
