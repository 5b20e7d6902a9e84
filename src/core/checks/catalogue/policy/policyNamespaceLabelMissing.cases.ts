import { namespace, pod } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { guarded, labelled, lostPacket, policy } from '../../testing/policies.ts';
import { policyNamespaceLabelMissing } from './policyNamespaceLabelMissing.ts';

const probe = pod('ops', 'probe-0', { app: 'probe' });
const scene = (
  own: Parameters<typeof policy>[1],
  others: Readonly<Record<string, string>> = {},
): ReturnType<typeof guarded> => ({
  ...guarded([policy('Ingress', own)], [probe]),
  namespaces: [namespace('shop'), namespace('ops'), namespace('lab', others)],
});
const unlabelled = scene([{ namespaceSelector: labelled({ team: 'platform' }) }]);
const probes = scene(
  [{ namespaceSelector: labelled({ team: 'platform' }), podSelector: labelled({ app: 'probe' }) }],
  { team: 'platform' },
);
const keptOut = scene([{ namespaceSelector: labelled({ team: 'platform' }) }], { team: 'platform' });
const another = scene([{ namespaceSelector: labelled({ team: 'lab' }) }]);
const egress = {
  ...guarded([policy('Egress', [{ namespaceSelector: labelled({ name: 'shop' }) }])]),
  namespaces: [namespace('shop')],
};
const labelledWrong: ReturnType<typeof guarded> = {
  ...unlabelled,
  namespaces: [namespace('shop'), namespace('ops', { team: 'ops' })],
};

export const cases = casesOf(policyNamespaceLabelMissing, [
  {
    title: 'no namespace has the label',
    parts: unlabelled,
    subject: lostPacket(unlabelled, { source: probe }),
    expected: 'finding',
    certainty: 'proven',
    says: 'namespace ops has no such label',
    repair: 'kubectl label namespace ops team=platform',
  },
  {
    title: 'other namespaces have the label, and the rest of the peer speaks of the source',
    parts: probes,
    subject: lostPacket(probes, { source: probe }),
    expected: 'finding',
  },
  {
    title: 'the name of the namespace, and no such label',
    parts: egress,
    subject: lostPacket(egress),
    expected: 'finding',
    repair: 'kubectl label namespace shop name=shop',
  },
  {
    title: 'other namespaces have the label: this one is kept out',
    parts: keptOut,
    subject: lostPacket(keptOut, { source: probe }),
    expected: 'not-applicable',
  },
  {
    title: 'the label speaks of another namespace',
    parts: another,
    subject: lostPacket(another, { source: probe }),
    expected: 'not-applicable',
  },
  {
    title: 'a namespace with another value of the label',
    parts: labelledWrong,
    subject: lostPacket(labelledWrong, { source: probe }),
    expected: 'not-applicable',
  },
]);
