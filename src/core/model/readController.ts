import type { OwnerReference } from './clusterSnapshot.ts';
import { type RawObject, readBoolean, readEach, readText, type ReportField } from './readField.ts';

/** The owner of an object that controls it (metav1.OwnerReference with controller true): there is one at most. */
export function readController(metadata: RawObject, report: ReportField): OwnerReference | undefined {
  const owners = readEach(
    metadata,
    'ownerReferences',
    report,
    (owner, inOwner): OwnerReference | undefined => {
      if (readBoolean(owner, 'controller', inOwner) !== true) return undefined;
      const kind = readText(owner, 'kind', inOwner);
      const name = readText(owner, 'name', inOwner);
      if (kind !== undefined && name !== undefined)
        return { kind, name, uid: readText(owner, 'uid', inOwner) ?? '' };
      inOwner('', 'an owner needs a kind and a name');
      return undefined;
    },
  );
  return owners[0];
}
