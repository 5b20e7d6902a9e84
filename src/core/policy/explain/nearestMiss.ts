import { formatReference, type ObjectReference } from '../../model/reference.ts';
import type { CompiledPolicy, CompiledRule, PolicyDirection } from '../compiledPolicy.ts';
import type { Traffic } from '../matchRule.ts';
import { costOf, describeEdit, type Edit } from './edit.ts';
import { peerEdits } from './peerEdits.ts';
import { portEdits } from './portEdits.ts';

/** The rule that came closest to allowing a connection, and what kept it from that. */
export interface NearestMiss {
  readonly policy: ObjectReference;
  /** `spec.ingress[0]`. */
  readonly rulePath: string;
  /** Absent when the rule has no list of peers. */
  readonly peerPath?: string;
  readonly portPath?: string;
  /** The smallest set that was found: with all of them the rule would have matched. Never empty. */
  readonly edits: readonly Edit[];
  /** The edits in words. */
  readonly text: string;
}

interface Candidate {
  readonly edits: readonly Edit[];
  readonly path?: string;
}

/** The entry of a list that needs the least; the first of equals. `undefined`: none of which anybody can say. */
function nearest<Item extends { readonly path: string }>(
  items: 'any' | readonly Item[],
  editsOf: (item: Item) => readonly Edit[] | undefined,
): Candidate | undefined {
  if (items === 'any') return { edits: [] };
  let best: Candidate | undefined;
  for (const item of items) {
    const edits = editsOf(item);
    if (edits !== undefined && (best === undefined || costOf(edits) < costOf(best.edits)))
      best = { edits, path: item.path };
  }
  return best;
}

function missOf(
  policy: CompiledPolicy,
  rule: CompiledRule,
  traffic: Traffic,
  before: readonly Edit[],
): NearestMiss | undefined {
  const peer = nearest(rule.peers, (entry) => peerEdits(entry, traffic));
  const port = nearest(rule.ports, (entry) => portEdits(entry, traffic));
  if (peer === undefined || port === undefined) return undefined;
  const edits = [...before, ...peer.edits, ...port.edits];
  return {
    policy: policy.reference,
    rulePath: rule.path,
    ...(peer.path === undefined ? {} : { peerPath: peer.path }),
    ...(port.path === undefined ? {} : { portPath: port.path }),
    edits,
    text: edits.map(describeEdit).join('; '),
  };
}

/** A rule that needs more than this was not meant for the connection: what would be named is far from what anybody did. */
const farthest = 11;

/**
 * The rule of the policies that isolate a pod which came closest to allowing a connection. Rules that stand under the wrong direction
 * count as one edit away. Deterministic: the smallest edit, then the first by policy and place. `undefined` when no rule is near.
 * @param policies that select the pod and isolate it in this direction
 */
export function nearestMiss(
  policies: readonly CompiledPolicy[],
  direction: PolicyDirection,
  traffic: Traffic,
): NearestMiss | undefined {
  const opposite: PolicyDirection = direction === 'ingress' ? 'egress' : 'ingress';
  const sorted = [...policies].sort((left, right) =>
    formatReference(left.reference) < formatReference(right.reference) ? -1 : 1,
  );
  const candidates = sorted.flatMap((policy) => [
    ...(policy[direction] ?? []).map((rule) => missOf(policy, rule, traffic, [])),
    ...(policy[opposite] ?? [])
      // A rule that matches everybody says nothing about whom its author meant.
      .filter((rule) => rule.peers !== 'any')
      .map((rule) =>
        missOf(policy, rule, traffic, [{ kind: 'direction', wanted: direction, actual: opposite }]),
      ),
  ]);
  let best: NearestMiss | undefined;
  for (const candidate of candidates) {
    if (candidate === undefined || costOf(candidate.edits) > farthest) continue;
    if (best === undefined || costOf(candidate.edits) < costOf(best.edits)) best = candidate;
  }
  return best;
}
