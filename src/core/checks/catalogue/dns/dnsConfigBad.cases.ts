import { casesOf } from '../../testing/checkCase.ts';
import { lookedUp, onlyClusterDnsKnows, resolvConf, resolvedTo, serversSay } from '../../testing/lookups.ts';
import { client, healthyShop } from '../../testing/shop.ts';
import { dnsConfigBad } from './dnsConfigBad.ts';

const own = {
  ...client,
  dnsPolicy: 'None',
  dnsConfig: { nameservers: ['10.96.0.10'], searches: [], options: [] },
};

export const cases = casesOf(dnsConfigBad, [
  {
    title: 'no search list: the short name fails and the absolute one works',
    parts: healthyShop,
    subject: lookedUp({ source: own, conf: resolvConf({ search: [], ndots: 1, options: [] }) }),
    behaviour: onlyClusterDnsKnows,
    expected: 'finding',
    certainty: 'proven',
    repair: '"dnsPolicy":"ClusterFirst"',
    says: 'no search list',
  },
  {
    title: 'the search list of another namespace',
    parts: healthyShop,
    subject: lookedUp({ source: own, conf: resolvConf({ search: ['data.svc.cluster.local'] }) }),
    behaviour: onlyClusterDnsKnows,
    expected: 'finding',
    says: 'data.svc.cluster.local',
  },
  {
    title: 'servers and search list of another world',
    parts: healthyShop,
    subject: lookedUp({
      source: own,
      conf: resolvConf({ nameservers: ['192.0.2.1'], search: ['example.com'], ndots: 1 }),
    }),
    behaviour: onlyClusterDnsKnows,
    expected: 'finding',
    repair: '"nameservers":null',
  },
  {
    title: 'a small ndots with the whole search list, which asks for the name all the same',
    parts: healthyShop,
    subject: lookedUp({ source: own, name: 'web.shop', conf: resolvConf({ ndots: 1 }) }),
    expected: 'pass',
  },
  {
    title: 'an answer',
    parts: healthyShop,
    subject: lookedUp({ lookup: resolvedTo('192.0.2.4'), conf: resolvConf({ search: [] }) }),
    expected: 'not-applicable',
  },
  {
    title: 'a server that is wrong and a search list that is right',
    parts: healthyShop,
    subject: lookedUp({ source: own, conf: resolvConf({ nameservers: ['192.0.2.1'] }) }),
    behaviour: onlyClusterDnsKnows,
    expected: 'pass',
  },
  {
    title: 'no search list, and a cluster’s DNS that does not answer',
    parts: healthyShop,
    subject: lookedUp({ source: own, conf: resolvConf({ search: [], ndots: 1 }) }),
    behaviour: serversSay({}),
    expected: 'pass',
  },
]);
