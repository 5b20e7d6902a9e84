import type { NetworkPolicy } from '../../model/networkPolicy.ts';
import type { PolicyProblem } from './policyProblem.ts';

/**
 * `policy-field-unknown`: a field that the API does not know and drops, so that the policy means something else than it looks like. Only
 * manifests have any: a server has dropped them, or refused the policy.
 */
export function fieldUnknown({
  namespace,
  name,
  unknownFields = [],
}: NetworkPolicy): readonly PolicyProblem[] {
  return unknownFields.map(({ path, nearest, effect }): PolicyProblem => ({
    code: 'policy-field-unknown',
    policy: { kind: 'networkpolicy', namespace, name },
    path,
    severity: 'warning',
    certainty: 'proven',
    summary: `the API does not know this field and drops it${effect === undefined ? '' : `, ${effect}`}`,
    advice:
      nearest === undefined
        ? 'Remove it, or write the field that is meant.'
        : `Write ${nearest}, if that is meant.`,
    objects: [],
  }));
}
