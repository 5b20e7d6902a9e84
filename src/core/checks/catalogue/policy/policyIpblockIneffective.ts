import { definePolicyCause } from '../../policyCause.ts';

/** A rule's ipBlock is for a Service's address, or for a pod or node where the enforcer knows those by identity. */
export const policyIpblockIneffective = definePolicyCause(
  'policy-ipblock-ineffective',
  'An ipBlock holds an address that the enforcer does not compare',
);
