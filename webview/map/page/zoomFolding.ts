import { defaultMarkLimit } from '../../../src/core/topology/foldTopology.ts';
import type { Point, Size } from '../placement/geometry.ts';
import type { Placement } from '../placement/placement.ts';
import type { Scene } from '../scene/scene.ts';

/** What zooming opens and closes by itself. */
export interface ZoomFolding {
  readonly unfold?: string;
  readonly fold: readonly string[];
}

/** From this zoom on a folded group under the middle of the window unfolds. */
const unfoldZoom = 1.6;
/** What zooming has unfolded stays so until the zoom falls below this. */
const foldZoom = 0.9;
/** A group unfolds when it takes this share of the window's width: then it is what is looked at. */
const unfoldShare = 0.2;
/** A folded namespace does not tell how much is in it: it unfolds while this share of the limit is free. */
const roomShare = 0.3;

/**
 * What a zoom that has come to rest opens and closes: the folded group in the middle of the window, while it fits into the
 * number of marks that the map may draw.
 * @param center the middle of the window, on the map
 * @param opened groups that zooming has unfolded
 * @param closed groups that a person has folded: zooming leaves them so
 */
export function foldByZoom(
  scene: Scene,
  placement: Placement,
  k: number,
  center: Point,
  window: Size,
  opened: readonly string[],
  closed: ReadonlySet<string>,
): ZoomFolding {
  if (k < foldZoom) return { fold: opened };
  if (k < unfoldZoom) return { fold: [] };
  for (const mark of scene.marks.values()) {
    if (!mark.canUnfold || mark.unfolded || closed.has(mark.id)) continue;
    const box = placement.boxes.get(mark.id);
    if (box === undefined || box.width * k < window.width * unfoldShare) continue;
    const hit =
      center.x >= box.x && center.y >= box.y && center.x < box.x + box.width && center.y < box.y + box.height;
    if (!hit) continue;
    const room = defaultMarkLimit - scene.marks.size;
    const fits = mark.kind === 'workload' ? mark.foldedPods <= room : room >= defaultMarkLimit * roomShare;
    if (fits) return { unfold: mark.id, fold: [] };
  }
  return { fold: [] };
}
