import { definePolicyCause } from '../../policyCause.ts';

/** A peer matches no pod, and would match the other end in another namespace or with one letter changed. */
export const policyPeerMatchesNobody = definePolicyCause(
  'policy-peer-matches-nobody',
  'A peer of a policy matches nobody',
);
