import { definePolicyCause } from '../../policyCause.ts';

/** A rule that would allow the connection names a port that the target pod does not declare. */
export const policyNamedPortUnresolved = definePolicyCause(
  'policy-named-port-unresolved',
  'A policy names a port that the target does not declare',
);
