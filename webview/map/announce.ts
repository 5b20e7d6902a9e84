import { countOf } from '../../src/core/topology/topology.ts';
import type { SceneChange } from './scene.ts';

/** More changes than this at once are counted instead of told one by one. */
const toldOneByOne = 3;

/** What a screen reader hears after a change: states that turned first, then what came and went. '' for nothing to say. */
export function changeWords({ added, removed, turned, whole }: SceneChange): string {
  if (whole) return '';
  const words: string[] = [];
  const told = turned.filter(({ mark }) => mark.kind !== 'namespace');
  for (const { mark } of told.slice(0, toldOneByOne)) {
    const reason = mark.stateReason === '' ? `is ${mark.state}` : mark.stateReason;
    words.push(`${mark.objectKind} ${mark.name}: ${mark.state === 'ok' ? 'ok again' : reason}`);
  }
  if (told.length > toldOneByOne)
    words.push(countOf(told.length - toldOneByOne, 'more change', 'more changes'));
  if (added.length > 0) words.push(`${countOf(added.length, 'thing', 'things')} appeared`);
  if (removed.length > 0) words.push(`${countOf(removed.length, 'thing', 'things')} disappeared`);
  return words.join('. ');
}
