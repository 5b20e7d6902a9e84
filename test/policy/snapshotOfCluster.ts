import { applyChanges } from '../../src/core/model/applyChanges.ts';
import type { ClusterSnapshot } from '../../src/core/model/clusterSnapshot.ts';
import { resourceNames } from '../../src/core/model/coverage.ts';
import { emptySnapshot } from '../../src/core/model/emptySnapshot.ts';
import type { Projection } from '../../src/core/model/projection.ts';
import { projectNamespace } from '../../src/core/model/projectNamespace.ts';
import { projectNetworkPolicy } from '../../src/core/model/projectNetworkPolicy.ts';
import { projectPod } from '../../src/core/model/projectPod.ts';
import type { SnapshotChange } from '../../src/core/model/snapshotChange.ts';
import type { PolicyCluster, PolicyPod } from './policyCluster.ts';

const asOf = '2026-01-01T00:00:00Z';

function rawPod({ namespace, name, labels, ip, ports }: PolicyPod): unknown {
  return {
    metadata: { namespace, name, labels },
    spec: {
      nodeName: `node-${namespace}-${name}`,
      containers: ports.map((port, index) => ({ name: `c${index}`, image: 'agnhost', ports: [port] })),
    },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
  };
}

/** The value; an object of a test's input that cannot be read is a mistake of the test. */
function valueOf<Value>({ value, errors }: Projection<Value>): Value {
  if (value === undefined || errors.length > 0) throw new Error(errors.join('; '));
  return value;
}

/**
 * The cluster as a snapshot that knows everything of it. The objects take the way that those of an API server take. Each pod
 * has a node of its own, so that no exception for the local node plays a part.
 */
export function snapshotOfCluster(cluster: PolicyCluster): ClusterSnapshot {
  const changes: SnapshotChange[] = resourceNames.map((resource) => ({
    type: 'coverage',
    resource,
    coverage: { state: 'complete' },
  }));
  for (const [name, labels] of Object.entries(cluster.namespaces)) {
    const object = valueOf(projectNamespace({ metadata: { name, labels }, status: { phase: 'Active' } }));
    changes.push({ type: 'upsert', resource: 'namespaces', object });
  }
  for (const pod of cluster.pods.filter(({ namespace }) => namespace !== '')) {
    changes.push({ type: 'upsert', resource: 'pods', object: valueOf(projectPod(rawPod(pod))) });
  }
  for (const policy of cluster.policies) {
    changes.push({
      type: 'upsert',
      resource: 'networkpolicies',
      object: valueOf(projectNetworkPolicy(policy)),
    });
  }
  return applyChanges(emptySnapshot('test', asOf), changes, asOf);
}
