import { select } from 'd3-selection';
import type { Placement } from '../placement/placement.ts';
import type { Drawing } from './draw.ts';
import type { EdgeDatum } from './drawEdges.ts';
import type { MarkDatum } from './layers.ts';

/** How long settling takes, in milliseconds: long enough to follow, short enough not to wait for. */
const settleTime = 180;

/** Whether nothing should move: the system's wish or the editor's setting. */
function isStill(): boolean {
  return (
    matchMedia('(prefers-reduced-motion: reduce)').matches ||
    document.body.classList.contains('vscode-reduce-motion')
  );
}

/** Lets what changed pulse once; the style sheet decides how, and not at all where motion is unwanted. */
export function pulse(drawing: Drawing, ids: ReadonlySet<string>): void {
  if (ids.size === 0 || isStill()) return;
  drawing.viewport
    .selectAll<SVGGElement, MarkDatum | EdgeDatum>('g.mark, g.frame, g.edge')
    .filter((datum) => ids.has('mark' in datum ? datum.mark.id : datum.edge.id))
    .classed('pulse', true)
    .on('animationend.pulse', function () {
      select(this).classed('pulse', false);
    });
}

/** Shows what moved on its way from its place before; lines appear when their ends have arrived. */
export function animateMoves(drawing: Drawing, before: Placement): void {
  if (isStill()) return;
  const timing = { duration: settleTime, easing: 'ease-out' } as const;
  drawing.viewport.selectAll<SVGGElement, MarkDatum>('g.mark, g.frame').each(function ({ mark, box }) {
    const old = before.boxes.get(mark.id);
    if (old === undefined || (old.x === box.x && old.y === box.y)) return;
    const at = ({ x, y }: { x: number; y: number }): string => `translate(${x}px, ${y}px)`;
    this.animate([{ transform: at(old) }, { transform: at(box) }], timing);
  });
  drawing.edges.node()?.animate([{ opacity: 0 }, { opacity: 0, offset: 0.7 }, { opacity: 1 }], timing);
}
