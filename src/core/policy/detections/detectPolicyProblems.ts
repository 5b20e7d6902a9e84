import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { formatReference } from '../../model/reference.ts';
import { compilePolicies } from '../compilePolicies.ts';
import { kubernetesDialect, type PolicyDialect } from '../dialect.ts';
import { andOrConfusion } from './andOrConfusion.ts';
import { dnsDenied } from './dnsDenied.ts';
import { fieldUnknown } from './fieldUnknown.ts';
import { hostNetworkIgnoresPolicy } from './hostNetworkIgnoresPolicy.ts';
import { ipBlockIneffective } from './ipBlockIneffective.ts';
import { namedPortUnresolved } from './namedPortUnresolved.ts';
import { namespaceLabelMissing } from './namespaceLabelMissing.ts';
import { otherApiOverrides } from './otherApiOverrides.ts';
import { peerMatchesNobody } from './peerMatchesNobody.ts';
import type { Detection, PolicyProblem } from './policyProblem.ts';
import { typesInferred } from './typesInferred.ts';
import { usesServicePort } from './usesServicePort.ts';

/** Everything that looks at one NetworkPolicy alone. One more detection is one more line. */
const detections: readonly Detection[] = [
  usesServicePort,
  namedPortUnresolved,
  andOrConfusion,
  namespaceLabelMissing,
  ipBlockIneffective,
  hostNetworkIgnoresPolicy,
];

function compare(left: PolicyProblem, right: PolicyProblem): number {
  const key = ({ policy, code, path = '', summary }: PolicyProblem): string =>
    `${formatReference(policy)} ${code} ${path} ${summary}`;
  return key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0;
}

/**
 * What the policies of one namespace, or of all, probably say against their authors' intent. Sorted by policy. Never throws; silent
 * where what a detection needs is not known.
 */
export function detectPolicyProblems(
  snapshot: ClusterSnapshot,
  options: { readonly namespace?: string; readonly dialect?: PolicyDialect } = {},
): readonly PolicyProblem[] {
  const { dialect = kubernetesDialect, namespace: only } = options;
  const { networkPolicies } = compilePolicies(snapshot, dialect);
  const partitions = [...snapshot.namespaces.values()].filter(
    ({ name }) => only === undefined || name === only,
  );
  return partitions
    .flatMap((partition) => {
      const namespace = partition.name;
      const compiled = networkPolicies.get(namespace) ?? [];
      return [
        ...compiled.flatMap((policy) =>
          detections.flatMap((detect) => detect({ snapshot, dialect, policy, namespace })),
        ),
        ...(dialect.policyTypesLimitRules
          ? [...partition.networkPolicies.values()].flatMap(typesInferred)
          : []),
        ...[...partition.networkPolicies.values()].flatMap(fieldUnknown),
        ...[...partition.networkPolicies.values()].flatMap((policy) => peerMatchesNobody(snapshot, policy)),
        ...dnsDenied(snapshot, namespace, dialect),
        ...otherApiOverrides(snapshot, namespace, dialect),
      ];
    })
    .sort(compare);
}
