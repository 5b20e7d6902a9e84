import { readText } from '../../../src/core/model/readField.ts';
import type { ApiObject } from './objects/podObject.ts';
import { collectionPath } from './populate.ts';
import { ApiRefusal, isLost, type ScaleApi } from './scaleApi.ts';

const namespace = 'renewed';

async function phaseOf(api: ScaleApi): Promise<string | undefined> {
  try {
    const { status } = (await api.send('GET', `/api/v1/namespaces/${namespace}`)) as { status?: ApiObject };
    return readText(status ?? {}, 'phase');
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 404) return undefined;
    throw error;
  }
}

/**
 * Deletes the namespace, or makes it again with something in it when it is gone: by turns, however long the controller
 * takes. What fails because of a disturbance is left for the next turn.
 */
export async function renewNamespace(api: ScaleApi): Promise<void> {
  try {
    const phase = await phaseOf(api);
    if (phase === 'Active') await api.send('DELETE', `/api/v1/namespaces/${namespace}`);
    if (phase !== undefined) return;
    const body = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { team: 'renewed' } },
    };
    await api.send('POST', '/api/v1/namespaces', { body });
    for (let index = 0; index < 5; index++) {
      await api.send('POST', collectionPath('/api/v1', namespace, 'services'), {
        body: {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { namespace, name: `service-${index}` },
          spec: { selector: { app: `service-${index}` }, ports: [{ port: 80 }] },
        },
      });
    }
  } catch (error) {
    if (!(error instanceof ApiRefusal) && !isLost(error)) throw error;
  }
}
