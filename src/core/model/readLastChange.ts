import type { LastChange } from './lastChange.ts';
import { isRecord, type RawObject, readChoice, readList, readNonEmptyText, readText } from './readField.ts';
import { timestampForm } from './timestampForm.ts';

/**
 * Who wrote an object last: the newest entry of metadata.managedFields (metav1.ManagedFieldsEntry), of which there is one for each
 * manager, operation and subresource. Writes of the status are left out: they say what was seen, not what somebody wanted.
 * What cannot be read is passed over, since nothing that the network does depends on it.
 */
export function readLastChange(metadata: RawObject): { readonly lastChange?: LastChange } {
  let newest: LastChange | undefined;
  for (const entry of readList(metadata, 'managedFields')) {
    if (!isRecord(entry) || readText(entry, 'subresource') === 'status') continue;
    const manager = readNonEmptyText(entry, 'manager');
    const time = readText(entry, 'time');
    const operation = readChoice(entry, 'operation', ['Apply', 'Update']);
    if (manager === undefined || operation === undefined || time === undefined) continue;
    if (!timestampForm.test(time) || (newest !== undefined && newest.time > time)) continue;
    newest = { manager, time, operation };
  }
  return newest === undefined ? {} : { lastChange: newest };
}
