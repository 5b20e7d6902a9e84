import type { OtherPolicyName } from './coverage.ts';
import { otherPolicyKinds, type OtherPolicyByResource } from './otherPolicies.ts';
import type { Projection } from './projection.ts';
import { projectOpaquePolicy } from './projectOpaquePolicy.ts';
import { projectTieredPolicy } from './projectTieredPolicy.ts';

/**
 * Reads a policy of one of the APIs beside networking.k8s.io. Never throws.
 * @param apiGroup the group that it was read from
 */
export function projectOtherPolicy(
  resource: OtherPolicyName,
  apiGroup: string,
  raw: unknown,
): Projection<OtherPolicyByResource[OtherPolicyName]> {
  switch (resource) {
    case 'adminnetworkpolicies':
      return projectTieredPolicy('AdminNetworkPolicy', raw);
    case 'baselineadminnetworkpolicies':
      return projectTieredPolicy('BaselineAdminNetworkPolicy', raw);
    case 'clusternetworkpolicies':
      return projectTieredPolicy('ClusterNetworkPolicy', raw);
    default: {
      const known = otherPolicyKinds.find((kind) => kind.resource === resource);
      return projectOpaquePolicy(apiGroup, known?.kind ?? resource, known?.namespaced === true, raw);
    }
  }
}
