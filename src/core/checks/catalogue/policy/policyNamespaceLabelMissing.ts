import { definePolicyCause } from '../../policyCause.ts';

/** A namespaceSelector would match the other end but for a label that its namespace lacks. */
export const policyNamespaceLabelMissing = definePolicyCause(
  'policy-namespace-label-missing',
  'A namespace lacks the label by which a policy selects it',
);
