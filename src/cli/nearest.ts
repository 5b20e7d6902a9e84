import { nearestNames } from '../core/model/nearestNames.ts';

/** ` Did you mean web, web-2?`, or nothing when no name is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const near = nearestNames(name, candidates);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}
