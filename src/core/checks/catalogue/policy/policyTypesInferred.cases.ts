import { ciliumDialect } from '../../../policy/dialect.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { guarded, labelled, lostPacket, policy } from '../../testing/policies.ts';
import { policyTypesInferred } from './policyTypesInferred.ts';

const clients = [{ namespaceSelector: labelled({}), podSelector: labelled({ app: 'client' }) }];
const lets = { ...policy('Ingress', clients), name: 'let-clients-in', policyTypes: ['Egress'] as const };
const others = policy('Ingress', [{ namespaceSelector: labelled({ team: 'ops' }) }]);
const unused = guarded([others, { ...lets, egress: [{ peers: [], ports: [] }] }]);
const egressOnly = {
  ...policy('Ingress', 'none'),
  policyTypes: ['Ingress', 'Egress'] as const,
  egress: [{ peers: clients, ports: [] }],
};
const shut = guarded([egressOnly]);
const written = guarded([{ ...egressOnly, policyTypes: [] }]);
const shutByDefault = guarded([{ ...egressOnly, podSelector: labelled({}) }]);
const shutTwice = guarded([egressOnly, { ...policy('Ingress', 'none'), name: 'default-deny' }]);
const named = guarded([{ ...lets, policyTypes: ['Ingress'] }]);

export const cases = casesOf(policyTypesInferred, [
  {
    title: 'rules of a direction that policyTypes leave out',
    parts: unused,
    subject: lostPacket(unused),
    expected: 'finding',
    certainty: 'proven',
    says: 'policyTypes names only Egress',
    repair: '"path":"/spec/policyTypes","value":["Egress","Ingress"]',
  },
  {
    title: 'a policy that speaks of egress alone',
    parts: shut,
    subject: lostPacket(shut),
    expected: 'finding',
    certainty: 'likely',
    repair: '"value":["Egress"]',
  },
  {
    title: 'the same in a manifest, without policyTypes',
    parts: written,
    subject: lostPacket(written),
    expected: 'finding',
  },
  {
    title: 'the default of a whole namespace',
    parts: shutByDefault,
    subject: lostPacket(shutByDefault),
    expected: 'not-applicable',
  },
  {
    title: 'another policy shuts ingress too',
    parts: shutTwice,
    subject: lostPacket(shutTwice),
    expected: 'not-applicable',
  },
  {
    title: 'an enforcer that takes every rule',
    parts: unused,
    subject: lostPacket(unused, {}, ciliumDialect),
    expected: 'not-applicable',
  },
  {
    title: 'rules of a direction that is named',
    parts: named,
    subject: lostPacket(named),
    expected: 'not-applicable',
  },
]);
