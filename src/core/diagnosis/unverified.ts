import { policiesSelecting } from '../policy/selectingPolicies.ts';
import { outcomeOf } from './connection.ts';
import type { Backend } from './destination.ts';
import type { Unverified } from './diagnosis.ts';
import type { DiagnosisFacts } from './diagnosisFacts.ts';

/** Policies that isolate an end of a failing connection: what they allow is not evaluated here, so they stay suspects. */
function policySuspects(facts: DiagnosisFacts): Unverified[] {
  const { destination, source, snapshot, connections } = facts;
  const failing = destination.dialed
    .flatMap((dialed) => dialed.backends)
    .filter((backend) => outcomeOf(connections.to(backend)) === 'none');
  if (failing.length === 0) return [];
  const suspects: Unverified[] = [];
  const name = (code: string, pod: NonNullable<Backend['pod']>, direction: 'Ingress' | 'Egress'): void => {
    const policies = policiesSelecting(snapshot, pod, direction);
    if (policies.length === 0 || pod.hostNetwork) return;
    const names = policies.map((policy) => policy.name).join(', ');
    suspects.push({
      code,
      reason: `${pod.namespace}/${pod.name} is isolated by ${names}; what they allow is not evaluated by this version`,
    });
  };
  if (source.pod !== undefined) name('policy-egress-denied', source.pod, 'Egress');
  for (const { pod } of failing) if (pod !== undefined) name('policy-ingress-denied', pod, 'Ingress');
  return suspects;
}

/** Everything that nobody could look at, each with its reason; what kept the connection itself unseen comes first. */
export function unverifiedOf(
  facts: DiagnosisFacts,
  fromChecks: readonly Unverified[],
): readonly Unverified[] {
  const { inquiry, destination, source } = facts;
  const probes = [...inquiry.unavailable()].map(([probe, unavailable]) => ({ probe, ...unavailable }));
  const silent =
    source.containers.length === 0 ? [{ probe: 'tcp-connect', reason: source.silentBecause }] : [];
  const undialable =
    destination.undialableBecause === '' || destination.name !== undefined
      ? []
      : [{ probe: 'tcp-connect', reason: destination.undialableBecause }];
  const mesh = source.behindMesh
    ? [
        {
          probe: 'tcp-connect',
          reason: 'a mesh proxy accepts the source’s connections, so they prove nothing about the target',
        },
      ]
    : [];
  const all: Unverified[] = [
    ...silent,
    ...mesh,
    ...probes,
    ...policySuspects(facts),
    ...fromChecks,
    ...undialable,
  ];
  const seen = new Set<string>();
  return all.filter((entry) => {
    const identity = JSON.stringify(entry);
    return !seen.has(identity) && seen.add(identity);
  });
}
