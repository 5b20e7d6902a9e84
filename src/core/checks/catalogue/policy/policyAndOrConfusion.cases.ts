import { namespace, pod } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { guarded, labelled, lostPacket, policy } from '../../testing/policies.ts';
import { policyAndOrConfusion } from './policyAndOrConfusion.ts';

const probe = pod('ops', 'probe-0', { app: 'probe' });
const namespaces = [namespace('shop'), namespace('ops', { team: 'ops' })];
const peer = { namespaceSelector: labelled({ team: 'ops' }), podSelector: labelled({ app: 'client' }) };
const scene = (...pods: readonly ReturnType<typeof pod>[]): ReturnType<typeof guarded> => ({
  ...guarded([policy('Ingress', [peer])], [probe, ...pods]),
  namespaces,
});
const nobody = scene();
const somebody = scene(pod('ops', 'client-9', { app: 'client' }));
const strangers = scene(pod('lab', 'tool-0', { app: 'tool' }));

export const cases = casesOf(policyAndOrConfusion, [
  {
    title: 'the source has the label, in the policy’s own namespace',
    parts: nobody,
    subject: lostPacket(nobody),
    expected: 'finding',
    certainty: 'proven',
    says: 'satisfies the podSelector alone',
    repair: '{"op":"add","path":"/spec/ingress/0/from/-","value":{"namespaceSelector":',
  },
  {
    title: 'the source is in the namespace',
    parts: nobody,
    subject: lostPacket(nobody, { source: probe }),
    expected: 'finding',
    says: 'satisfies the namespaceSelector alone',
  },
  {
    title: 'somebody satisfies both: so it is meant',
    parts: somebody,
    subject: lostPacket(somebody),
    expected: 'not-applicable',
  },
  {
    title: 'somebody who satisfies neither',
    parts: strangers,
    subject: lostPacket(strangers, { source: pod('lab', 'tool-0', { app: 'tool' }) }),
    expected: 'not-applicable',
  },
]);
