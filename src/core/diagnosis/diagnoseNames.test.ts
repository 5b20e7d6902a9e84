import { describe, it } from 'vitest';
import { web, web0, web1 } from '../testing/exampleObjects.ts';
import { simulateNetwork, type Behaviour } from '../testing/simulatedNetwork.ts';
import type { Script } from '../testing/scriptedCluster.ts';
import { service, slicesFor } from '../testing/snapshotBuilder.ts';
import type { Target } from '../inquiry/question.ts';
import { checkDiagnosis, clusterWith } from './testing/checkDiagnosis.ts';

const healthy = clusterWith({
  pods: [web0, web1],
  services: [web],
  endpointSlices: slicesFor(web, [web0, web1]),
});

const toService = (namespace: string, name: string): Target => ({ kind: 'service', namespace, name });
const toName = (name: string): Target => ({ kind: 'name', name });

describe('an ExternalName Service that points out of the cluster', () => {
  it('is reachable where its target answers', () => {
    const alias = service('shop', 'pay', undefined, {
      type: 'ExternalName',
      clusterIPs: [],
      externalName: 'pay.example.com',
      ports: [],
    });
    const snapshot = clusterWith({ services: [alias] });
    const simulated = simulateNetwork(snapshot);
    const script: Script = (request) =>
      request.probe === 'dns-lookup'
        ? '@ tool getent\n192.0.2.4  STREAM pay.example.com\n@ status 0\n'
        : request.probe === 'tcp-connect'
          ? 'tool bash\n@ 192.0.2.4 443 0\n'
          : simulated(request);
    const question = { snapshot, to: toService('shop', 'pay'), port: 443, script };
    checkDiagnosis(question, { verdict: 'reachable', paths: 1 });
  });
});

describe('names that a pod does not resolve as the cluster does', () => {
  const confOf = (search: string, nameserver: string, hosts = ''): string =>
    `@ resolv.conf\nsearch ${search}\nnameserver ${nameserver}\n@ hosts\n127.0.0.1 localhost\n${hosts}`;
  const clusterSearch = 'shop.svc.cluster.local svc.cluster.local cluster.local';
  const answers = (conf: string, lookup: string, said: string): Behaviour => ({
    override: ({ probe }) =>
      probe === 'resolver-files'
        ? conf
        : probe === 'dns-lookup'
          ? lookup
          : probe === 'dns-server-lookup'
            ? said
            : undefined,
  });
  const denied = "@ tool getent\n@ status 2\n@ reason nslookup\n** server can't find it: NXDOMAIN\n";
  const said = (server: string, text: string): string => `@ server ${server} dig\n${text}\n`;
  const denies = ';; status: NXDOMAIN';
  const knows = ';; status: NOERROR\nweb.shop.svc.cluster.local. 30 IN A 10.96.0.20';

  it.each([
    ['by its name', toName('web')],
    ['by the Service, since its search list is the cluster’s', toService('shop', 'web')],
  ] as const)('names a nameserver that does not know the cluster, asked %s', (_title, to) => {
    const behaviour = answers(
      confOf(clusterSearch, '192.0.2.1'),
      denied,
      said('192.0.2.1', denies) + said('10.96.0.10', knows),
    );
    checkDiagnosis(
      { snapshot: healthy, to, behaviour },
      { verdict: 'broken', codes: ['dns-nameserver-wrong'] },
    );
  });

  it('names a search list that lacks the cluster', () => {
    const behaviour = answers(confOf('example.com', '10.96.0.10'), denied, said('10.96.0.10', knows));
    checkDiagnosis(
      { snapshot: healthy, to: toName('web'), behaviour },
      { verdict: 'broken', codes: ['dns-config-bad'] },
    );
  });

  const toHosts = (address: string): Behaviour =>
    answers(
      confOf(clusterSearch, '10.96.0.10', `${address} web\n`),
      `@ tool getent\n${address}  STREAM web\n@ status 0\n`,
      '',
    );

  it.each([
    ['an address of nobody', '192.0.2.8', 'broken'],
    ['another server that answers', '10.96.0.30', 'broken'],
    ['the Service itself', '10.96.0.20', 'reachable'],
  ] as const)('judges a line of /etc/hosts by where it leads: %s', (_title, address, verdict) => {
    const other = service('shop', 'other', { app: 'web' }, { clusterIPs: ['10.96.0.30'] });
    const snapshot = clusterWith({
      pods: [web0, web1],
      services: [web, other],
      endpointSlices: [...slicesFor(web, [web0, web1]), ...slicesFor(other, [web0])],
    });
    const codes = verdict === 'broken' ? ['dns-host-alias-override'] : [];
    checkDiagnosis({ snapshot, to: toName('web'), behaviour: toHosts(address) }, { verdict, codes });
  });
});
