import { urlPart } from '../core/text/urlPart.ts';
import { isRecord } from '../core/model/readField.ts';
import { projectNamespace } from '../core/model/projectNamespace.ts';
import { ApiError } from './problems.ts';
import type { CollectionSink } from './watchResource.ts';
import type { Transport } from './transport.ts';

/**
 * Reads one Namespace object by its name: a role inside a namespace allows that, while listing and watching Namespaces
 * takes a cluster-wide role. Throws as {@link Transport.json} does, for anything but 403 and 404.
 */
export async function readNamespaceObject(
  transport: Transport,
  name: string,
  sink: Omit<CollectionSink, 'problem'>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const raw = await transport.json(`/api/v1/namespaces/${urlPart(name)}`, { signal });
    const { value, errors: found } = projectNamespace(isRecord(raw) ? raw : undefined);
    const errors = found.map((error) => transport.clean(error));
    if (value !== undefined) {
      sink.changes([{ type: 'replace', resource: 'namespaces', namespace: name, objects: [value] }]);
    }
    if (errors.length > 0) sink.unreadable(errors);
    if (value === undefined) {
      const reason = `1 object could not be read: ${errors[0] ?? ''}`;
      sink.changes([{ type: 'replace', resource: 'namespaces', namespace: name, objects: [] }]);
      sink.state({ state: 'failed', reason });
      return;
    }
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 403 && error.status !== 404)) throw error;
    if (error.status === 403) {
      sink.state({ state: 'forbidden', reason: error.message });
      return;
    }
    sink.changes([{ type: 'replace', resource: 'namespaces', namespace: name, objects: [] }]);
  }
  sink.state({ state: 'complete' });
}
