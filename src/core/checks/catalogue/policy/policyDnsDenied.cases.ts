import { casesOf } from '../../testing/checkCase.ts';
import { guarded, labelled, lostPacket, policy } from '../../testing/policies.ts';
import { policyDnsDenied } from './policyDnsDenied.ts';

const nothing = guarded([policy('Egress', 'none')]);
const labelLacking = guarded([policy('Egress', [{ namespaceSelector: labelled({ team: 'dns' }) }])]);
const notIn = guarded([policy('Ingress', 'none')]);

export const cases = casesOf(policyDnsDenied, [
  {
    title: 'the source may send nothing',
    parts: nothing,
    subject: lostPacket(nothing, { role: 'dns', port: 53, protocol: 'UDP' }),
    expected: 'finding',
    certainty: 'proven',
    repair: '"ports":[{"protocol":"UDP","port":53},{"protocol":"TCP","port":53}]',
  },
  {
    title: 'the pods of the DNS take nothing from the source',
    parts: notIn,
    subject: lostPacket(notIn, { role: 'dns', port: 53, protocol: 'UDP' }),
    expected: 'finding',
  },
  {
    title: 'a label that the namespace of the DNS lacks',
    parts: labelLacking,
    subject: lostPacket(labelLacking, { role: 'dns', port: 53, protocol: 'UDP' }),
    expected: 'finding',
    repair: 'kubectl label namespace shop team=dns',
  },
  {
    title: 'no policy on the way',
    parts: guarded([]),
    subject: lostPacket(guarded([]), { role: 'dns', port: 53, protocol: 'UDP' }),
    expected: 'pass',
  },
  {
    title: 'the connection itself, which has a cause of its own',
    parts: nothing,
    subject: lostPacket(nothing),
    expected: 'not-applicable',
  },
]);
