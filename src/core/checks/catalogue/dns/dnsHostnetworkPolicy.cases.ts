import { casesOf } from '../../testing/checkCase.ts';
import { lookedUp, onlyClusterDnsKnows, resolvConf, serversSay } from '../../testing/lookups.ts';
import { client, healthyShop, web } from '../../testing/shop.ts';
import { dnsHostnetworkPolicy } from './dnsHostnetworkPolicy.ts';

const onHost = { ...client, hostNetwork: true };
const ofNode = resolvConf({ nameservers: ['192.0.2.1'], search: ['example.com'], ndots: 1 });

export const cases = casesOf(dnsHostnetworkPolicy, [
  {
    title: 'a host-network pod with the policy that pods have by default',
    parts: healthyShop,
    subject: lookedUp({ source: onHost, conf: ofNode }),
    behaviour: onlyClusterDnsKnows,
    expected: 'finding',
    certainty: 'proven',
    repair: '"dnsPolicy":"ClusterFirstWithHostNet"',
  },
  {
    title: 'a node whose own server knows the cluster',
    parts: healthyShop,
    subject: lookedUp({ source: onHost, conf: ofNode }),
    behaviour: serversSay({ '10.96.0.10': web.clusterIPs[0] ?? '', '192.0.2.1': web.clusterIPs[0] ?? '' }),
    expected: 'pass',
  },
  {
    title: 'a host-network pod that was given the cluster’s DNS',
    parts: healthyShop,
    subject: lookedUp({ source: { ...onHost, dnsPolicy: 'ClusterFirstWithHostNet' } }),
    expected: 'not-applicable',
  },
]);
