import { casesOf } from '../../testing/checkCase.ts';
import { guarded, labelled, lostPacket, policy, tcp } from '../../testing/policies.ts';
import { policyEgressDenied } from './policyEgressDenied.ts';

const nothing = guarded([policy('Egress', 'none')]);
const servicePort = guarded([policy('Egress', [{ podSelector: labelled({ app: 'web' }) }], [tcp(80)])]);
const allowed = guarded([policy('Egress', [{ podSelector: labelled({ app: 'web' }) }], [tcp(8080)])]);
const labelLacking = guarded([policy('Egress', [{ namespaceSelector: labelled({ team: 'web' }) }])]);
const lookupsOnly = guarded([policy('Egress', [], [{ protocol: 'UDP', port: 53 }, tcp(53)])]);
const outside = { destination: undefined as never, address: '192.0.2.7' };

export const cases = casesOf(policyEgressDenied, [
  {
    title: 'nothing is allowed at all',
    parts: nothing,
    subject: lostPacket(nothing),
    expected: 'finding',
    certainty: 'proven',
    repair: '"policyTypes":["Egress"],"egress":[{"to":[{"podSelector":{"matchLabels":{"app":"web"}}}]',
  },
  {
    title: 'an address outside of the cluster',
    parts: nothing,
    subject: lostPacket(nothing, outside),
    expected: 'finding',
    repair: '192.0.2.7/32',
  },
  {
    title: 'the Service’s port in place of the pod’s',
    parts: servicePort,
    subject: lostPacket(servicePort),
    expected: 'finding',
    repair: '/spec/egress/0/ports/-',
  },
  {
    title: 'a label that the target’s namespace lacks',
    parts: labelLacking,
    subject: lostPacket(labelLacking),
    expected: 'finding',
    repair: 'kubectl label namespace shop team=web',
  },
  {
    title: 'a rule for everybody on another port, which is not opened wider',
    parts: lookupsOnly,
    subject: lostPacket(lookupsOnly),
    expected: 'finding',
    repair: '"name":"allow-egress-client-0-web-0-8080"',
  },
  {
    title: 'a rule for this target and port',
    parts: allowed,
    subject: lostPacket(allowed),
    expected: 'pass',
  },
  {
    title: 'no policy',
    parts: guarded([]),
    subject: lostPacket(guarded([])),
    expected: 'pass',
  },
  {
    title: 'a lookup, which has a cause of its own',
    parts: nothing,
    subject: lostPacket(nothing, { role: 'dns' }),
    expected: 'not-applicable',
  },
]);
