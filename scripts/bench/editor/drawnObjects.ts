import { epochMilliseconds } from '../../../test/cluster/scale/churn.ts';
import { ApiRefusal, type ScaleApi } from '../../../test/cluster/scale/scaleApi.ts';

/** Something written to an object that the map draws, and what the page should show of it. */
export interface DrawnWrite {
  readonly kind: 'state' | 'structural';
  /** Id of the mark. */
  readonly id: string;
  readonly expected: 'added' | 'removed' | 'changed';
  /** What a watch says of it: type and name. */
  readonly delivery: string;
  /** Milliseconds since the epoch when the request was sent: a busy API server may answer long after its watches told. */
  readonly sentAt: number;
}

/** The namespace of these objects; the churn leaves it alone. */
export const drawnNamespace = 'aaa-measured';

/** So many objects of each kind by turns: what is seen of one is what was written last, also when it is seen late. */
const objectsInTurn = 12;

const services = `/api/v1/namespaces/${drawnNamespace}/services`;
const slices = `/apis/discovery.k8s.io/v1/namespaces/${drawnNamespace}/endpointslices`;

/** Without a selector: no controller stands between what is written and what is drawn. */
function serviceObject(name: string): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { ports: [{ port: 80, targetPort: 8080 }] },
  };
}

function endpointOf(index: number, ready: boolean): Record<string, unknown> {
  return { addresses: [`192.0.2.${index + 1}`], conditions: { ready, serving: ready, terminating: false } };
}

function sliceObject(index: number): Record<string, unknown> {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: steady(index), labels: { 'kubernetes.io/service-name': steady(index) } },
    addressType: 'IPv4',
    endpoints: [endpointOf(index, true)],
    ports: [{ port: 8080, protocol: 'TCP' }],
  };
}

function steady(index: number): string {
  return `steady-${index}`;
}

function passing(index: number): string {
  return `passing-${index}`;
}

function serviceMark(name: string): string {
  return `${drawnNamespace}/service/${name}`;
}

const indices = Array.from({ length: objectsInTurn }, (_, index) => index);

/** Services in a namespace of their own: some whose only endpoint becomes ready or ceases to be, some that come and go. */
export class DrawnObjects {
  readonly #api: ScaleApi;
  readonly #ready = new Set(indices);
  readonly #present = new Set<number>();
  #stateTurn = 0;
  #structureTurn = 0;

  constructor(api: ScaleApi) {
    this.#api = api;
  }

  /** Makes what is there from the start, in the state from which it starts. */
  async create(): Promise<void> {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: drawnNamespace } };
    await this.#insist('POST', '/api/v1/namespaces', namespace);
    for (const index of indices) {
      await this.#insist('DELETE', `${services}/${passing(index)}`);
      await this.#insist('POST', services, serviceObject(steady(index)));
      await this.#insist('DELETE', `${slices}/${steady(index)}`);
      await this.#insist('POST', slices, sliceObject(index));
    }
  }

  /** What is there or gone already is no failure. */
  async #insist(method: 'POST' | 'DELETE', path: string, body?: Record<string, unknown>): Promise<void> {
    try {
      await this.#api.send(method, path, body === undefined ? {} : { body });
    } catch (error) {
      if (!(error instanceof ApiRefusal) || (error.status !== 409 && error.status !== 404)) throw error;
    }
  }

  /** The marks that the writes show on. */
  get marks(): readonly string[] {
    return indices.flatMap((index) => [serviceMark(steady(index)), serviceMark(passing(index))]);
  }

  /** The only endpoint of a Service stops being ready, or becomes ready again. */
  async changeState(): Promise<DrawnWrite> {
    const index = this.#stateTurn++ % objectsInTurn;
    const ready = !this.#ready.has(index);
    if (ready) this.#ready.add(index);
    else this.#ready.delete(index);
    const name = steady(index);
    const body = { endpoints: [endpointOf(index, ready)] };
    const sentAt = epochMilliseconds();
    await this.#api.send('PATCH', `${slices}/${name}`, { body, patch: 'merge' });
    return {
      ...{ kind: 'state', id: serviceMark(name), expected: 'changed' },
      ...{ delivery: `MODIFIED ${name}`, sentAt },
    };
  }

  /** A Service comes or goes. */
  async changeStructure(): Promise<DrawnWrite> {
    const index = this.#structureTurn++ % objectsInTurn;
    const name = passing(index);
    const comes = !this.#present.has(index);
    const sentAt = epochMilliseconds();
    if (comes) {
      this.#present.add(index);
      await this.#api.send('POST', services, { body: serviceObject(name) });
    } else {
      this.#present.delete(index);
      await this.#api.send('DELETE', `${services}/${name}`);
    }
    return {
      ...{ kind: 'structural', id: serviceMark(name), expected: comes ? 'added' : 'removed' },
      ...{ delivery: `${comes ? 'ADDED' : 'DELETED'} ${name}`, sentAt },
    };
  }
}
