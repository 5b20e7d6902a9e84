import type { HopDefinition } from './defineHop.ts';
import { policyDraft } from './policyDraft.ts';

/** What the policies say about packets that leave the source. */
export const policyEgressHop: HopDefinition = {
  id: 'policy-egress',
  judge: (view) => policyDraft('egress', view),
};
