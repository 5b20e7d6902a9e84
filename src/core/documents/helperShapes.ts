import type { NetworkEvent } from '../model/networkEvent.ts';
import type { WorkloadOwner } from '../model/workloadOwner.ts';
import { name, namespaceName, ownerReference } from './commonShapes.ts';
import { integer, object, oneOf, optional, text, timestamp } from './shape.ts';

const maximumInt32 = 2_147_483_647;

/** Who made a ReplicaSet or a Job. */
export const workloadOwner = object<WorkloadOwner>({
  kind: oneOf(['ReplicaSet', 'Job']),
  namespace: namespaceName,
  name,
  owner: optional(ownerReference),
});

/** What the cluster reported. */
export const networkEvent = object<NetworkEvent>({
  namespace: namespaceName,
  name,
  regarding: object({ kind: text(), namespace: text('Empty for cluster-scoped kinds.'), name: text() }),
  reason: text(),
  message: text(),
  type: oneOf(['Normal', 'Warning']),
  count: integer(1, maximumInt32, 'How often it happened.'),
  lastSeen: timestamp('When it happened last.'),
});
