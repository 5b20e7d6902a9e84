import { definePolicyCause } from '../../policyCause.ts';

/** A rule that would allow the connection names the port of the Service, and policies see the pod's. */
export const policyUsesServicePort = definePolicyCause(
  'policy-uses-service-port',
  'A policy names the Service’s port where the pod’s counts',
);
