import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import type { Observation } from '../probes/observation.ts';
import { observe } from '../testing/scriptedCluster.ts';
import { simulateNetwork, type Behaviour } from '../testing/simulatedNetwork.ts';
import { pod, service, slicesFor, snapshotOf } from '../testing/snapshotBuilder.ts';
import type { StepRequest } from './defineStep.ts';
import { runStep } from './runStep.ts';

const cart = pod('shop', 'cart-0', { app: 'cart' }, { podIPs: ['10.244.1.2'] });
const web = pod('shop', 'web-0', { app: 'web' }, { podIPs: ['10.244.1.10'] });
const webService = service('shop', 'web', { app: 'web' }, { clusterIPs: ['10.96.0.20'] });
const snapshot = snapshotOf({
  pods: [cart, web],
  services: [webService],
  endpointSlices: slicesFor(webService, [web]),
});

/** Runs a step to its end on a simulated network. */
function finish(request: StepRequest, behaviour?: Behaviour, on: ClusterSnapshot = snapshot): string {
  const script = simulateNetwork(on, behaviour);
  const observations = new Map<string, Observation>();
  for (let round = 0; round < 10; round += 1) {
    const { text, wanted } = runStep(request, on, [...observations.values()]);
    if (wanted.length === 0) return text;
    for (const probe of wanted) observations.set(probe.key, observe(probe, script(probe)));
  }
  throw new Error('the step never ends asking');
}

const fromCart = { kind: 'pod', namespace: 'shop', name: 'cart-0' } as const;
const ofWeb = { kind: 'pod', namespace: 'shop', name: 'web-0' } as const;

describe('a step', () => {
  it.each<[string, StepRequest, Behaviour | undefined, string[]]>([
    [
      'shows what listens, and for whom',
      { step: 'sockets', subject: ofWeb, input: {} },
      { listens: { '10.244.1.10': ['0.0.0.0:8080', '127.0.0.1:9901'] } },
      [
        'shop/web-0 accepts TCP on 8080; 1 socket on loopback only',
        'behind shop/web:80',
        'only from inside of the pod',
        '$ kubectl exec -n shop web-0 -c app',
      ],
    ],
    [
      'names what a Service sends to and nobody listens on',
      { step: 'sockets', subject: ofWeb, input: {} },
      { listens: { '10.244.1.10': ['0.0.0.0:9090'] } },
      ['nothing listens on TCP 8080, to which shop/web:80 sends'],
    ],
    [
      'connects to a Service by its address',
      {
        step: 'connect',
        subject: fromCart,
        input: { target: { kind: 'service', namespace: 'shop', name: 'web' }, port: 80 },
      },
      undefined,
      ['10.96.0.20:80 connected', 'Service shop/web'],
    ],
    [
      'says that there is nothing of that name',
      {
        step: 'connect',
        subject: fromCart,
        input: { target: { kind: 'pod', namespace: 'shop', name: 'gone' }, port: 80 },
      },
      undefined,
      ['there is no pod shop/gone'],
    ],
    [
      'resolves a name, and says what the address is',
      { step: 'lookup', subject: fromCart, input: { name: 'web' } },
      undefined,
      ['web resolves to 10.96.0.20 in shop/cart-0', 'Service shop/web', 'search list'],
    ],
    [
      'on a pod that is gone',
      { step: 'lookup', subject: { kind: 'pod', namespace: 'shop', name: 'gone' }, input: { name: 'web' } },
      undefined,
      ['there is no pod shop/gone'],
    ],
  ])('%s', (_title, request, behaviour, expected) => {
    const text = finish(request, behaviour);
    for (const part of expected) expect(text).toContain(part);
  });

  it('says why it could not look', () => {
    const request: StepRequest = { step: 'sockets', subject: ofWeb, input: {} };
    const { wanted } = runStep(request, snapshot, []);
    const reason = 'pods/exec is forbidden\u001b[31m';
    const refused = wanted.map((probe) => observe(probe, { outcome: 'forbidden', reason }));
    const { text } = runStep(request, snapshot, refused);
    expect(text).toContain('could not look: pods/exec is forbidden\\x1b[31m');
  });
});
