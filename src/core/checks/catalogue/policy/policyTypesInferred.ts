import { definePolicyCause } from '../../policyCause.ts';

/** policyTypes leave a direction out that has rules, or were inferred so that a direction is shut. */
export const policyTypesInferred = definePolicyCause(
  'policy-types-inferred',
  'The policyTypes of a policy say something else than its rules',
);
