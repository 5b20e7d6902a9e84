import { namespace, pod } from '../../../testing/snapshotBuilder.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { guarded, labelled, lostPacket, policy } from '../../testing/policies.ts';
import { policyPeerMatchesNobody } from './policyPeerMatchesNobody.ts';

const probe = pod('ops', 'probe-0', { app: 'probe' });
const scene = (
  peer: Parameters<typeof policy>[1],
  ...pods: readonly ReturnType<typeof pod>[]
): ReturnType<typeof guarded> => ({
  ...guarded([policy('Ingress', peer)], [probe, ...pods]),
  namespaces: [namespace('shop'), namespace('ops', { team: 'operations' })],
});
const own = scene([{ podSelector: labelled({ app: 'probe' }) }]);
const ownHas = scene([{ podSelector: labelled({ app: 'probe' }) }], pod('shop', 'probe-1', { app: 'probe' }));
const letter = scene([{ podSelector: labelled({ app: 'cleint' }) }]);
const key = scene([{ podSelector: labelled({ ap: 'client' }) }]);
const number = scene([{ podSelector: labelled({ app: 'client2' }) }]);
const word = scene([{ podSelector: labelled({ app: 'cart' }) }]);
const ofNamespace = scene([{ namespaceSelector: labelled({ team: 'operation' }) }]);
const everybody = scene([{ podSelector: labelled({}) }]);

export const cases = casesOf(policyPeerMatchesNobody, [
  {
    title: 'a podSelector without a namespaceSelector, for a pod of another namespace',
    parts: own,
    subject: lostPacket(own, { source: probe }),
    expected: 'finding',
    certainty: 'proven',
    says: 'means pods of shop, where none has these labels',
    repair: '"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"ops"}',
  },
  {
    title: 'two letters exchanged in a value',
    parts: letter,
    subject: lostPacket(letter),
    expected: 'finding',
    says: 'Write app=client in place of app=cleint',
    repair: '"value":{"podSelector":{"matchLabels":{"app":"client"}}}',
  },
  { title: 'a letter lost in a key', parts: key, subject: lostPacket(key), expected: 'finding' },
  {
    title: 'a letter lost in a namespace’s label',
    parts: ofNamespace,
    subject: lostPacket(ofNamespace, { source: probe }),
    expected: 'finding',
    says: 'team=operations',
  },
  {
    title: 'pods of the policy’s own namespace have the labels: those are meant',
    parts: ownHas,
    subject: lostPacket(ownHas, { source: probe }),
    expected: 'not-applicable',
  },
  {
    title: 'every pod of the policy’s own namespace',
    parts: everybody,
    subject: lostPacket(everybody, { source: probe }),
    expected: 'not-applicable',
  },
  { title: 'another number', parts: number, subject: lostPacket(number), expected: 'not-applicable' },
  { title: 'another word', parts: word, subject: lostPacket(word), expected: 'not-applicable' },
]);
