import { epochMilliseconds } from '../../../test/cluster/scale/churn.ts';
import type { ScaleApi } from '../../../test/cluster/scale/scaleApi.ts';

/** Something written to an object that the map draws, and what the page should show of it. */
export interface DrawnWrite {
  readonly kind: 'state' | 'structural';
  /** Id of the mark. */
  readonly id: string;
  readonly expected: 'added' | 'removed' | 'changed';
  /** Milliseconds since the epoch when the API server's answer was there. */
  readonly answeredAt: number;
}

/** The namespace of these objects; the churn leaves it alone. */
export const drawnNamespace = 'aaa-measured';

const services = `/api/v1/namespaces/${drawnNamespace}/services`;
const pods = `/api/v1/namespaces/${drawnNamespace}/pods`;
const podName = 'steady';

function serviceObject(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: 'steady' }, ports: [{ port: 80, targetPort: 8080 }] },
  };
}

function serviceMark(name: string): string {
  return `${drawnNamespace}/service/${name}`;
}

/** Objects in a namespace of their own, so that what is seen of one is what was written last. */
export class DrawnObjects {
  readonly #api: ScaleApi;
  #ready = true;
  #extra = false;

  constructor(api: ScaleApi) {
    this.#api = api;
  }

  /** A pod that a Service selects. */
  async create(node: string): Promise<void> {
    const ignoreExisting = (error: unknown): void => {
      if (!String(error).includes('AlreadyExists')) throw error;
    };
    const post = (path: string, body: object): Promise<void> =>
      this.#api
        .send('POST', path, { body: body as Record<string, unknown> })
        .then(() => undefined, ignoreExisting);
    await post('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: drawnNamespace },
    });
    await post(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: podName, labels: { app: 'steady' } },
      spec: { nodeName: node, containers: [{ name: 'main', image: 'example/steady' }] },
    });
    await post(services, serviceObject('steady'));
  }

  /** The marks that the writes show on. */
  get marks(): readonly string[] {
    return [serviceMark('steady'), serviceMark('extra')];
  }

  /** The pod stops being ready, or becomes ready again: its Service has no endpoint, or one. */
  async changeState(): Promise<DrawnWrite> {
    this.#ready = !this.#ready;
    const status = this.#ready ? 'True' : 'False';
    await this.#api.send('PATCH', `${pods}/${podName}/status`, {
      body: { status: { conditions: [{ type: 'Ready', status }] } },
      manager: 'kubelet',
    });
    const answeredAt = epochMilliseconds();
    return { kind: 'state', id: serviceMark('steady'), expected: 'changed', answeredAt };
  }

  /** A Service comes or goes. */
  async changeStructure(): Promise<DrawnWrite> {
    this.#extra = !this.#extra;
    if (this.#extra)
      await this.#api.send('POST', services, { body: serviceObject('extra') as Record<string, unknown> });
    else await this.#api.send('DELETE', `${services}/extra`);
    const answeredAt = epochMilliseconds();
    return {
      kind: 'structural',
      id: serviceMark('extra'),
      expected: this.#extra ? 'added' : 'removed',
      answeredAt,
    };
  }
}
