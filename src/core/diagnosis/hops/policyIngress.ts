import type { HopDefinition } from './defineHop.ts';
import { policyDraft } from './policyDraft.ts';

/** What the policies say about packets that enter the backend. */
export const policyIngressHop: HopDefinition = {
  id: 'policy-ingress',
  judge: (view) => policyDraft('ingress', view),
};
