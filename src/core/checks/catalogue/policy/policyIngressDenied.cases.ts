import { pod, type SnapshotParts } from '../../../testing/snapshotBuilder.ts';
import type { NetworkPolicy } from '../../../model/networkPolicy.ts';
import type { PolicySubject } from '../../scopes/policy.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { guarded, labelled, lostPacket, policy, tcp } from '../../testing/policies.ts';
import { web0 } from '../../testing/shop.ts';
import { policyIngressDenied } from './policyIngressDenied.ts';

const elsewhere = pod('ops', 'probe-0', { app: 'probe' });
type Row = Parameters<typeof casesOf<PolicySubject>>[1][number];

const row = (
  title: string,
  policies: readonly NetworkPolicy[],
  expected: Row['expected'],
  more: Partial<Row> & { readonly packet?: Partial<PolicySubject> } = {},
): Row => {
  const { packet, ...own } = more;
  const parts: SnapshotParts = guarded(policies, [elsewhere]);
  return { title, parts, subject: lostPacket(parts, packet), expected, ...own };
};
const inside = [{ namespace: 'shop', pod: web0.name, container: 'app' }];

export const cases = casesOf(policyIngressDenied, [
  row('nothing is allowed at all', [policy('Ingress', 'none')], 'finding', {
    certainty: 'proven',
    repair: '"name":"allow-ingress-client-0-web-0-8080"',
    says: 'may well be meant',
  }),
  row(
    'a label that is nearly right',
    [policy('Ingress', [{ podSelector: labelled({ app: 'clinet' }) }], [tcp(8080)])],
    'finding',
    { repair: '"path":"/spec/ingress/0/from/-","value":{"podSelector":{"matchLabels":{"app":"client"}}}' },
  ),
  row(
    'the Service’s port in place of the pod’s',
    [policy('Ingress', [{ podSelector: labelled({ app: 'client' }) }], [tcp(80)])],
    'finding',
    {
      repair: '"path":"/spec/ingress/0/ports/-","value":{"protocol":"TCP","port":8080}',
      says: '80 is the port of Service web',
    },
  ),
  row(
    'a label that the namespace lacks',
    [policy('Ingress', [{ namespaceSelector: labelled({ team: 'ops' }) }])],
    'finding',
    { packet: { source: elsewhere }, repair: 'kubectl label namespace ops team=ops' },
  ),
  row(
    'a peer of another namespace without a namespaceSelector',
    [policy('Ingress', [{ podSelector: labelled({ app: 'probe' }) }])],
    'finding',
    { packet: { source: elsewhere }, repair: '"kubernetes.io/metadata.name":"ops"' },
  ),
  row('nobody who is known to enforce policies', [policy('Ingress', 'none')], 'finding', {
    packet: { enforcerOfIngress: undefined as never },
    certainty: 'likely',
    says: 'is not known',
  }),
  row('no connection that could be tried', [policy('Ingress', 'none')], 'finding', {
    packet: { seen: 'unseen' },
    certainty: 'likely',
  }),
  row('a refusal, while the pod accepts it from inside', [policy('Ingress', 'none')], 'finding', {
    packet: { seen: 'refused', inDestination: inside },
  }),
  row('a refusal by the pod itself', [policy('Ingress', 'none')], 'pass', {
    packet: { seen: 'refused', inDestination: inside },
    behaviour: { listens: { '10.244.1.10': [] } },
  }),
  row(
    'another policy that allows it: policies add up',
    [
      policy('Ingress', 'none'),
      { ...policy('Ingress', [{ podSelector: labelled({ app: 'client' }) }]), name: 'allow' },
    ],
    'pass',
  ),
  row(
    'a policy for other pods',
    [{ ...policy('Ingress', 'none'), podSelector: labelled({ app: 'db' }) }],
    'pass',
  ),
]);
