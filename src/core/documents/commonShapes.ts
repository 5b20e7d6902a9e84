import type { Condition } from '../model/condition.ts';
import type { LoadBalancerIngress, OwnerReference } from '../model/clusterSnapshot.ts';
import type { LastChange } from '../model/lastChange.ts';
import { dictionary, object, oneOf, optional, text, timestamp } from './shape.ts';

/** What objects of several kinds carry. */
export const labels = dictionary(text(), 'Labels of the object.');
export const namespaceName = text('Namespace of the object.');
export const name = text('Name of the object.');
export const uid = text('metadata.uid.');

export const condition = object<Condition>({
  type: text(),
  status: oneOf(['True', 'False', 'Unknown']),
  reason: optional(text()),
  message: optional(text()),
});

export const ownerReference = object<OwnerReference>(
  { kind: text(), name: text(), uid: text() },
  'The controlling owner.',
);

export const loadBalancerIngress = object<LoadBalancerIngress>({
  ip: optional(text()),
  hostname: optional(text()),
  ipMode: optional(text()),
});

export const lastChange = optional(
  object<LastChange>(
    {
      manager: text('The field manager.'),
      time: timestamp('When it wrote.'),
      operation: oneOf(['Apply', 'Update']),
    },
    'Who wrote the object last, status aside.',
  ),
);
