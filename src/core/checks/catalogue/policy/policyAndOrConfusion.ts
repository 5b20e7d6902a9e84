import { definePolicyCause } from '../../policyCause.ts';

/** A peer with two selectors (AND) matches nobody, and two peers (OR) would allow the connection. */
export const policyAndOrConfusion = definePolicyCause(
  'policy-and-or-confusion',
  'A peer of a policy wants both selectors where either was meant',
);
