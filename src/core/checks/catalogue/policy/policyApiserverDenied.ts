import { definePolicyCause } from '../../policyCause.ts';

/** A rule is for the API server's Service address on 443, and the packet goes to host:6443. */
export const policyApiserverDenied = definePolicyCause(
  'policy-apiserver-denied',
  'A policy allows the API server’s Service address, which is translated',
  [],
);
