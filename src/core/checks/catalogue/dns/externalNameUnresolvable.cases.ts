import { service } from '../../../testing/snapshotBuilder.ts';
import type { Service } from '../../../model/clusterSnapshot.ts';
import type { SnapshotParts } from '../../../testing/snapshotBuilder.ts';
import type { Behaviour } from '../../../testing/simulatedNetwork.ts';
import type { LookupSubject } from '../../scopes/lookup.ts';
import { casesOf } from '../../testing/checkCase.ts';
import { lookedUp, resolvedTo } from '../../testing/lookups.ts';
import { healthyShop } from '../../testing/shop.ts';
import { externalNameUnresolvable } from './externalNameUnresolvable.ts';

const aliasOf = (externalName: string): Service =>
  service('shop', 'pay', undefined, { type: 'ExternalName', clusterIPs: [], ports: [], externalName });
const asks = (alias: Service): LookupSubject =>
  lookedUp({
    name: 'pay',
    meant: { absoluteName: 'pay.shop.svc.cluster.local', service: alias, addresses: [] },
    aliases: [alias],
  });
const among = (alias: Service, ...more: Service[]): SnapshotParts => ({
  ...healthyShop,
  services: [...(healthyShop.services ?? []), alias, ...more],
});
const lookupSays = (text: string): Behaviour => ({
  override: ({ probe }) =>
    probe === 'dns-lookup' ? `@ tool getent\n@ status 2\n@ reason nslookup\n${text}\n` : undefined,
});
const check = (
  title: string,
  externalName: string,
  more: { readonly services?: readonly Service[]; readonly says?: string; readonly repair?: string },
): Parameters<typeof casesOf<LookupSubject>>[1][number] => ({
  title,
  parts: among(aliasOf(externalName), ...(more.services ?? [])),
  subject: asks(aliasOf(externalName)),
  expected: 'finding',
  certainty: 'proven',
  ...(more.says === undefined ? {} : { says: more.says }),
  ...(more.repair === undefined ? {} : { repair: more.repair }),
});

export const cases = casesOf(externalNameUnresolvable, [
  check('a typing error in the name of a Service', 'webb.shop.svc.cluster.local', {
    says: 'has no Service webb',
    repair: '"externalName":"web.shop.svc.cluster.local"',
  }),
  check('a name without the cluster’s zone', 'web.shop.svc', { repair: 'web.shop.svc.cluster.local' }),
  check('a name of the search list', 'web.shop', { repair: 'web.shop.svc.cluster.local' }),
  check('a Service that another namespace has', 'ledger.shop.svc.cluster.local', {
    services: [service('data', 'ledger', {})],
    repair: 'ledger.data.svc.cluster.local',
  }),
  check('a foreign name like that of another alias', 'api.exmaple.com', {
    services: [service('data', 'api', undefined, { type: 'ExternalName', externalName: 'api.example.com' })],
    repair: '"externalName":"api.example.com"',
  }),
  check('a foreign name like no other', 'api.example.com', { says: 'no such name' }),
  check('an address', '192.0.2.4', { says: 'an address and no name' }),
  {
    title: 'servers that fail to say',
    parts: among(aliasOf('api.example.com')),
    subject: asks(aliasOf('api.example.com')),
    behaviour: lookupSays("** server can't find api.example.com: SERVFAIL"),
    expected: 'skipped',
  },
  {
    title: 'servers that do not answer',
    parts: among(aliasOf('api.example.com')),
    subject: asks(aliasOf('api.example.com')),
    behaviour: lookupSays(';; connection timed out; no servers could be reached'),
    expected: 'skipped',
  },
  {
    title: 'a Service that is there',
    parts: among(aliasOf('web.shop.svc.cluster.local')),
    subject: asks(aliasOf('web.shop.svc.cluster.local')),
    expected: 'pass',
  },
  {
    title: 'a name that is no alias',
    parts: healthyShop,
    subject: lookedUp({ lookup: resolvedTo('192.0.2.1') }),
    expected: 'not-applicable',
  },
]);
