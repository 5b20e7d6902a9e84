import type { ClusterSnapshot } from '../../core/model/clusterSnapshot.ts';
import { designDefaultDeny } from '../../core/policy/design/defaultDeny.ts';
import type { DesignedPolicy, PolicyDesign } from '../../core/policy/design/designedPolicy.ts';
import { designLeastPrivilege } from '../../core/policy/design/leastPrivilege.ts';
import { readNamedConnections } from '../../core/policy/design/namedConnections.ts';
import { designSegmentation } from '../../core/policy/design/segmentation.ts';
import { writePolicies } from '../../core/policy/design/writePolicies.ts';
import { planDocuments, planZeroTrust } from '../../core/policy/design/zeroTrustPlan.ts';
import type { PolicyDesignRequest, PolicyDesignResult } from '../../protocol/policyProtocol.ts';

type NamedRequest = Extract<PolicyDesignRequest, { kind: 'least-privilege' | 'zero-trust' }>;

function designNamed(snapshot: ClusterSnapshot, request: NamedRequest): PolicyDesign {
  const { namespaces, declared, flows, keepDns } = request;
  const texts = { declared, ...(flows === undefined ? {} : { flows }) };
  const named = readNamedConnections(texts, snapshot, namespaces[0] ?? 'default');
  if (named.problems.length > 0) throw new Error(named.problems.join('\n'));
  if (named.connections.length === 0) throw new Error('No connection is named.');
  if (request.kind === 'zero-trust') {
    const plan = planZeroTrust(snapshot, namespaces, named.connections);
    return { policies: planDocuments(plan), warnings: [...named.warnings, ...plan.warnings] };
  }
  const directions = ['Ingress', 'Egress'] as const;
  const design = designLeastPrivilege(snapshot, named.connections, { directions, keepDns });
  return { policies: design.policies, warnings: [...named.warnings, ...design.warnings] };
}

function design(snapshot: ClusterSnapshot, request: PolicyDesignRequest): PolicyDesign {
  switch (request.kind) {
    case 'default-deny': {
      const designs = request.namespaces.map((namespace) =>
        designDefaultDeny(snapshot, { ...request, namespace }),
      );
      return {
        policies: designs.flatMap(({ policies }) => policies),
        warnings: [...new Set(designs.flatMap(({ warnings }) => warnings))],
      };
    }
    case 'segmentation':
      return designSegmentation(snapshot, request);
    case 'least-privilege':
    case 'zero-trust':
      return designNamed(snapshot, request);
  }
}

/** The policies that the namespaces have now, in the form in which a design is written, so that both can be compared. */
function presentPolicies(
  snapshot: ClusterSnapshot,
  namespaces: readonly string[],
): readonly DesignedPolicy[] {
  return namespaces.flatMap((namespace) =>
    [...(snapshot.namespaces.get(namespace)?.networkPolicies.values() ?? [])]
      .sort((left, right) => (left.name < right.name ? -1 : 1))
      .map((policy) => ({ policy, comments: [] })),
  );
}

/** Designs policies, and puts them beside what is there. Applies nothing. Throws what is wrong with the request, in words. */
export function designPolicies(snapshot: ClusterSnapshot, request: PolicyDesignRequest): PolicyDesignResult {
  const { policies, warnings } = design(snapshot, request);
  const namespaces = [...new Set([...request.namespaces, ...policies.map(({ policy }) => policy.namespace)])];
  const present = presentPolicies(snapshot, namespaces);
  const keyOf = ({ policy }: DesignedPolicy): string => `${policy.namespace}/${policy.name}`;
  const proposed = new Set(policies.map(keyOf));
  const kept = present.filter((designed) => !proposed.has(keyOf(designed)));
  const byKey = new Map(present.map((designed) => [keyOf(designed), designed]));
  const replaced = [...proposed].flatMap((key) => byKey.get(key) ?? []);
  // What is designed stands above what is kept, and so does what it replaces: a comparison begins with what changes.
  return {
    before: writePolicies([...replaced, ...kept]),
    after: writePolicies([...policies, ...kept]),
    proposed: writePolicies(policies),
    warnings,
  };
}
