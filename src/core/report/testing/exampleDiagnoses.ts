import type { Question, Target } from '../../inquiry/question.ts';
import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import { client, dns, dnsPod, web, web0, web1 } from '../../testing/exampleObjects.ts';
import { diagnoseScripted } from '../../testing/scriptedCluster.ts';
import { simulateNetwork, type Behaviour } from '../../testing/simulatedNetwork.ts';
import { service, slicesFor, snapshotOf } from '../../testing/snapshotBuilder.ts';

const lost = service('shop', 'lost', { app: 'wep' }, { clusterIPs: ['10.96.0.21'] });

/** A small cluster: shop/client-0, Service shop/web with two pods, Service shop/lost that selects nothing, and CoreDNS. */
export const exampleSnapshot: ClusterSnapshot = snapshotOf({
  pods: [client, web0, web1, dnsPod],
  services: [web, lost, dns],
  endpointSlices: [...slicesFor(web, [web0, web1]), ...slicesFor(lost, []), ...slicesFor(dns, [dnsPod])],
});

const noWorkloads = Object.fromEntries(
  ['deployments', 'statefulsets'].map((resource) => [
    `/apis/apps/v1/namespaces/shop/${resource}`,
    { items: [] },
  ]),
);

function run(to: Target, behaviour: Behaviour = {}, snapshot: ClusterSnapshot = exampleSnapshot) {
  const question: Question = {
    from: { kind: 'pod', namespace: 'shop', name: 'client-0' },
    to,
    port: 80,
    protocol: 'TCP',
  };
  const script = simulateNetwork(snapshot, { reads: noWorkloads, ...behaviour });
  return { question, snapshot, ...diagnoseScripted(question, snapshot, script) };
}

/** A message as somebody would write it who controls a pod: every format has to survive it. */
export const hostileText =
  '\u001b[2J\u001b]0;owned\u0007<img src=x onerror=alert(1)> `x` | [a](javascript:b)\n# heading\r\u202egnp.exe "]; click n0 --> n1 #quot; @all';

/** Diagnoses of the example cluster, run to their end against a simulated network. */
export const exampleDiagnoses = {
  reachable: run({ kind: 'name', name: 'web' }),
  'selector-matches-nothing': run({ kind: 'service', namespace: 'shop', name: 'lost' }),
  'one-of-two-on-loopback': run(
    { kind: 'name', name: 'web.shop' },
    { listens: { '10.244.1.11': ['127.0.0.1:8080'] } },
  ),
  'nothing-may-be-run': run(
    { kind: 'service', namespace: 'shop', name: 'web' },
    {
      override: () => ({
        outcome: 'forbidden',
        reason: 'pods "client-0" is forbidden: cannot create pods/exec',
      }),
    },
  ),
  hostile: run(
    { kind: 'name', name: 'web' },
    {
      override: ({ probe }) =>
        probe === 'tcp-connect' ? { outcome: 'error', reason: hostileText } : undefined,
    },
  ),
};
