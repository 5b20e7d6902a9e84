import { casesOf } from '../../testing/checkCase.ts';
import { denied, lookedUp, resolvedTo, serversSay } from '../../testing/lookups.ts';
import { client, healthyShop, web } from '../../testing/shop.ts';
import { dnsHostAliasOverride } from './dnsHostAliasOverride.ts';

const aliased = (...hostnames: string[]): typeof client => ({
  ...client,
  hostAliases: [
    { ip: '192.0.2.7', hostnames: ['other'] },
    { ip: '192.0.2.8', hostnames },
  ],
});
const overridden = { hostsAddresses: ['192.0.2.8'], lookup: resolvedTo('192.0.2.8') };
const foreign = { name: 'db.example.com', meant: undefined as never, ...overridden };

export const cases = casesOf(dnsHostAliasOverride, [
  {
    title: 'an alias with an address that is not the Service’s',
    parts: healthyShop,
    subject: lookedUp({ source: aliased('web'), ...overridden }),
    expected: 'finding',
    certainty: 'proven',
    repair: '"path":"/spec/hostAliases/1"}',
  },
  {
    title: 'an alias among others of the same address',
    parts: healthyShop,
    subject: lookedUp({ source: aliased('db', 'WEB'), ...overridden }),
    expected: 'finding',
    repair: '"path":"/spec/hostAliases/1/hostnames/1"',
  },
  {
    title: 'a line that no hostAliases wrote',
    parts: healthyShop,
    subject: lookedUp(overridden),
    expected: 'finding',
    says: 'comes from no hostAliases',
  },
  {
    title: 'the address of another pod',
    parts: healthyShop,
    subject: lookedUp({ hostsAddresses: ['10.244.1.2'], lookup: resolvedTo('10.244.1.2') }),
    expected: 'finding',
    says: 'pod shop/client-0',
  },
  {
    title: 'a foreign name whose address in DNS answers',
    parts: healthyShop,
    subject: lookedUp({ ...foreign, port: 8080 }),
    behaviour: serversSay({ '10.96.0.10': '10.244.1.10' }),
    expected: 'finding',
    says: 'DNS gives 10.244.1.10',
  },
  {
    title: 'a foreign name whose address in DNS does not answer either',
    parts: healthyShop,
    subject: lookedUp(foreign),
    behaviour: serversSay({ '10.96.0.10': '192.0.2.99' }),
    expected: 'pass',
  },
  {
    title: 'a foreign name that DNS does not have',
    parts: healthyShop,
    subject: lookedUp(foreign),
    behaviour: serversSay({ '10.96.0.10': 'NXDOMAIN' }),
    expected: 'pass',
  },
  {
    title: 'an alias with an address of the Service',
    parts: healthyShop,
    subject: lookedUp({
      hostsAddresses: [...web.clusterIPs],
      lookup: resolvedTo(...web.clusterIPs),
    }),
    expected: 'pass',
  },
  {
    title: 'a line that the lookup did not take',
    parts: healthyShop,
    subject: lookedUp({ ...overridden, lookup: denied }),
    expected: 'not-applicable',
  },
]);
