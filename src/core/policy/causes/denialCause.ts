import { evaluatePolicies } from '../evaluatePolicies.ts';
import { andForOr } from './andForOr.ts';
import { apiServerTranslated } from './apiServer.ts';
import type { CauseCandidate, CauseSearch, Denial } from './denial.ts';
import { ipBlockMisses } from './ipBlock.ts';
import { namedPortLacking } from './namedPort.ts';
import { namespaceLabelLacking } from './namespaceLabel.ts';
import { peerOfNobody } from './peerOfNobody.ts';
import { afterChange } from './policyChange.ts';
import { servicePortNamed } from './servicePort.ts';
import { typesLeftOut, typesShut } from './typesShut.ts';

/** What tells most surely that the connection was meant stands first. One more kind of mistake is one more line. */
const searches: readonly CauseSearch[] = [
  apiServerTranslated,
  typesLeftOut,
  servicePortNamed,
  namedPortLacking,
  ipBlockMisses,
  peerOfNobody,
  andForOr,
  namespaceLabelLacking,
  typesShut,
];

/**
 * The mistake in the policies that explains a denial: with this one thing otherwise the packet would be allowed in this direction, which
 * is tried out. `undefined` where no single one does, so that the denial may well be meant. Never throws.
 */
export function denialCause(denial: Denial): CauseCandidate | undefined {
  const { direction, query } = denial;
  for (const search of searches) {
    for (const candidate of search(denial)) {
      const { snapshot, dialect } = afterChange(denial.snapshot, denial.dialect, candidate.change);
      if (evaluatePolicies(snapshot, query, dialect)[direction].verdict === 'allow') return candidate;
    }
  }
  return undefined;
}
