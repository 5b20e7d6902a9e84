import { casesOf } from '../../testing/checkCase.ts';
import { lookedUp, onlyClusterDnsKnows, resolvConf, serversSay } from '../../testing/lookups.ts';
import { client, healthyShop, web } from '../../testing/shop.ts';
import { dnsNameserverWrong } from './dnsNameserverWrong.ts';

const upstream = resolvConf({ nameservers: ['192.0.2.1'] });
const ofNode = { ...client, dnsPolicy: 'Default' };
const own = { ...client, dnsPolicy: 'None', dnsConfig: { nameservers: [], searches: [], options: [] } };

export const cases = casesOf(dnsNameserverWrong, [
  {
    title: 'dnsPolicy Default: the node’s own server denies the name',
    parts: healthyShop,
    subject: lookedUp({
      source: ofNode,
      conf: resolvConf({ nameservers: ['192.0.2.1'], search: [], ndots: 1 }),
    }),
    behaviour: onlyClusterDnsKnows,
    expected: 'finding',
    certainty: 'proven',
    repair: '"dnsPolicy":"ClusterFirst"',
  },
  {
    title: 'dnsPolicy None with another server and the cluster’s search list',
    parts: healthyShop,
    subject: lookedUp({ source: own, conf: upstream }),
    behaviour: onlyClusterDnsKnows,
    expected: 'finding',
    repair: '"nameservers":["10.96.0.10"]',
  },
  {
    title: 'the cluster’s DNS behind a server that denies the name first',
    parts: healthyShop,
    subject: lookedUp({ source: own, conf: resolvConf({ nameservers: ['192.0.2.1', '10.96.0.10'] }) }),
    behaviour: onlyClusterDnsKnows,
    expected: 'finding',
  },
  {
    title: 'a server that nobody is at, which the kubelet gave',
    parts: healthyShop,
    subject: lookedUp({ conf: resolvConf({ nameservers: ['10.96.0.11'] }) }),
    behaviour: onlyClusterDnsKnows,
    expected: 'finding',
    repair: '/proxy/configz',
  },
  {
    title: 'the workload that keeps the pod is changed, not the pod',
    parts: healthyShop,
    subject: lookedUp({
      source: { ...ofNode, owner: { kind: 'StatefulSet', name: 'client', uid: 'u' } },
      conf: upstream,
    }),
    behaviour: onlyClusterDnsKnows,
    expected: 'finding',
    repair: 'statefulset/client --type merge',
  },
  {
    title: 'the cluster’s DNS, which may fail for other reasons',
    parts: healthyShop,
    subject: lookedUp(),
    expected: 'pass',
  },
  {
    title: 'a server of its own that forwards to the cluster’s DNS',
    parts: healthyShop,
    subject: lookedUp({ source: own, conf: upstream }),
    behaviour: serversSay({ '10.96.0.10': '10.96.0.20', '192.0.2.1': web.clusterIPs[0] ?? '' }),
    expected: 'pass',
  },
  {
    title: 'a dead server before the cluster’s DNS',
    parts: healthyShop,
    subject: lookedUp({ source: own, conf: resolvConf({ nameservers: ['192.0.2.9', '10.96.0.10'] }) }),
    behaviour: onlyClusterDnsKnows,
    expected: 'pass',
  },
  {
    title: 'a node-local cache that is down',
    parts: healthyShop,
    subject: lookedUp({ conf: resolvConf({ nameservers: ['169.254.20.10'] }) }),
    behaviour: onlyClusterDnsKnows,
    expected: 'pass',
    says: '',
  },
  {
    title: 'another server, while the cluster’s DNS does not know the name either',
    parts: healthyShop,
    subject: lookedUp({ source: own, conf: upstream }),
    behaviour: serversSay({ '10.96.0.10': 'NXDOMAIN', '192.0.2.1': 'NXDOMAIN' }),
    expected: 'pass',
  },
  {
    title: 'a name outside of the cluster',
    parts: healthyShop,
    subject: lookedUp({ name: 'example.com', conf: upstream, meant: undefined as never }),
    expected: 'not-applicable',
  },
  {
    title: 'the host network, which has a cause of its own',
    parts: healthyShop,
    subject: lookedUp({ source: { ...client, hostNetwork: true }, conf: upstream }),
    expected: 'not-applicable',
  },
  {
    title: 'no program that asks a server',
    parts: healthyShop,
    subject: lookedUp({ source: own, conf: upstream }),
    behaviour: { override: () => ({ outcome: 'tool-missing', reason: 'none' }) },
    expected: 'skipped',
  },
]);
