import type { Fault } from './defineFault.ts';
import { policyDnsDenied } from './policyDnsDenied.ts';
import { policyEgressDenied } from './policyEgressDenied.ts';
import { policyIngressDenied } from './policyIngressDenied.ts';

/** Root causes that need somebody who enforces NetworkPolicy, so they are made on a cluster with Cilium. */
export const policyFaults: readonly Fault[] = [policyIngressDenied, policyEgressDenied, policyDnsDenied];
