import { parseIptablesSave } from '../../src/core/dataplane/iptablesSave.ts';
import type { NodeRules } from '../../src/core/dataplane/nodeRules.ts';
import { serviceProxyOwner } from '../../src/core/dataplane/serviceProxyOwner.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { measureRuns, medianOf } from './measure.ts';

const services = 10_000;
const endpointsOfEach = 3;

/** 16 characters as kube-proxy's hashes have them. */
function hashOf(number: number): string {
  return number.toString(36).toUpperCase().padStart(16, 'A');
}

function clusterAddress(index: number): string {
  return `10.96.${index >> 8}.${index & 255}`;
}

function podAddress(index: number): string {
  return `10.${128 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
}

/** The nat table that kube-proxy's iptables mode writes (pkg/proxy/iptables/proxier.go), of ClusterIP Services. */
function iptablesSave(): string {
  const chains: string[] = [':KUBE-SERVICES - [0:0]', ':KUBE-MARK-MASQ - [0:0]'];
  const rules: string[] = [
    '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
    '-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000',
  ];
  for (let index = 0; index < services; index++) {
    const name = `"team-${index % 500}/web-${index}:http cluster IP"`;
    const chain = `KUBE-SVC-${hashOf(index)}`;
    const address = clusterAddress(index);
    chains.push(`:${chain} - [0:0]`);
    rules.push(
      `-A KUBE-SERVICES -d ${address}/32 -p tcp -m comment --comment ${name} -m tcp --dport 80 -j ${chain}`,
      `-A ${chain} ! -s 10.128.0.0/9 -d ${address}/32 -p tcp -m comment --comment ${name} -m tcp --dport 80 -j KUBE-MARK-MASQ`,
    );
    for (let order = 0; order < endpointsOfEach; order++) {
      const pod = podAddress(index * endpointsOfEach + order);
      const endpoint = `KUBE-SEP-${hashOf(index * endpointsOfEach + order)}`;
      const rest = endpointsOfEach - order;
      const chance = rest === 1 ? '' : ` -m statistic --mode random --probability ${(1 / rest).toFixed(11)}`;
      chains.push(`:${endpoint} - [0:0]`);
      rules.push(
        `-A ${chain} -m comment --comment "team-${index % 500}/web-${index}:http -> ${pod}:8080"${chance} -j ${endpoint}`,
        `-A ${endpoint} -s ${pod}/32 -m comment --comment ${name} -j KUBE-MARK-MASQ`,
        `-A ${endpoint} -p tcp -m comment --comment ${name} -m tcp -j DNAT --to-destination ${pod}:8080`,
      );
    }
  }
  return ['*nat', ':PREROUTING ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...chains, ...rules, 'COMMIT', ''].join(
    '\n',
  );
}

function read(text: string): (index: number) => number {
  const { value, errors } = parseIptablesSave(text);
  const rules: NodeRules = { iptables: value, nftables: [], sources: [] };
  const proxy = serviceProxyOwner(rules, [], 4);
  if (proxy.kind !== 'proxy' || errors.length > 0)
    throw new Error('The rules were not read as kube-proxy’s.');
  return (index) =>
    proxy.lookUp({ address: clusterAddress(index), port: 80, protocol: 'TCP' }).backends.length;
}

/** The rules of a large node. */
export const rulesBenchmark: Benchmark = {
  id: 'rules',
  title: 'Rules on a node',
  definition: [
    `The output of iptables-save with ${services.toLocaleString('en')} Services of ${endpointsOfEach} endpoints each, in the form that kube-proxy's iptables mode writes.`,
    'Parsing includes the index by address and port, and the recognition of the proxy.',
    'A Service is looked up by address and port, and its chains are followed to every backend with its share; averaged over all Services.',
  ],
  run: (progress) => {
    progress('rules of a large node');
    const text = iptablesSave();
    const parse = measureRuns(5, () => text, read);
    const lookUp = read(text);
    let backends = 0;
    const [all = Number.NaN] = measureRuns(
      1,
      () => lookUp,
      (look) => {
        for (let index = 0; index < services; index++) backends += look(index);
      },
    );
    if (backends !== services * endpointsOfEach) throw new Error(`${backends} backends were found`);
    const figures: readonly Figure[] = [
      {
        title: `parse and index the rules of ${services.toLocaleString('en')} Services`,
        value: medianOf(parse),
        unit: 'ms',
        limit: { atMost: 1000 },
      },
      {
        title: 'follow one Service to its backends',
        value: all / services,
        unit: 'ms',
        limit: { atMost: 1 },
      },
    ];
    return Promise.resolve(figures);
  },
};
