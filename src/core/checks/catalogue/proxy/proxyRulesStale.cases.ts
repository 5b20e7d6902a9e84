import type { ProxySubject } from '../../scopes/proxy.ts';
import type { Service } from '../../../model/clusterSnapshot.ts';
import { pod } from '../../../testing/snapshotBuilder.ts';
import { casesOf, type CheckCase } from '../../testing/checkCase.ts';
import {
  apiEndpoint,
  dialedService,
  iptablesDump,
  kubeProxy,
  looksAt,
  nftablesDump,
  type Programmed,
} from '../../testing/kubeProxyRules.ts';
import { client, healthyShop, web, web0 } from '../../testing/shop.ts';
import { proxyRulesStale } from './proxyRulesStale.ts';

const withProxy = { ...healthyShop, pods: [client, web0, kubeProxy] };
const current = '10.244.1.10:8080';
const gone = '10.244.1.99:8080';
const terminating = { conditions: { ready: false, serving: true, terminating: true } };
const modes = [
  ['iptables', iptablesDump],
  ['nftables', nftablesDump],
] as const;

interface Situation {
  readonly title: string;
  readonly looks: readonly Programmed[];
  readonly endpoints?: readonly object[];
  readonly service?: Service;
  readonly expected: CheckCase['expected'];
  readonly says?: string;
  readonly certainty?: 'proven' | 'likely';
  readonly repair?: string;
}

const situations: readonly Situation[] = [
  {
    title: 'the rules send to a pod that is gone, and go on to',
    looks: [[gone], [gone]],
    expected: 'finding',
    certainty: 'proven',
    says: 'it still sends to 10.244.1.99:8080, and it does not send to 10.244.1.10:8080',
    repair: 'kubectl delete pod -n kube-system kube-proxy-x7k2p',
  },
  {
    title: 'the rules refuse a Service that has endpoints again',
    looks: ['REJECT', 'REJECT'],
    expected: 'finding',
    certainty: 'proven',
    says: 'rejects connections as if there were no endpoint',
  },
  {
    title: 'one of the backends is not among the rules',
    looks: [[current], [current]],
    endpoints: [apiEndpoint('10.244.1.10'), apiEndpoint('10.244.1.11')],
    expected: 'finding',
    says: 'it does not send to 10.244.1.11:8080',
  },
  { title: 'the rules agree', looks: [[current]], expected: 'pass' },
  { title: 'the rules were only settling', looks: [[gone], [current]], expected: 'pass' },
  {
    title: 'the rules are still changing',
    looks: [[gone], [gone, current]],
    expected: 'finding',
    certainty: 'likely',
  },
  {
    title: 'only endpoints that serve while they terminate are left',
    looks: [[current]],
    endpoints: [apiEndpoint('10.244.1.10', terminating)],
    expected: 'pass',
  },
  {
    title: 'an endpoint that terminates beside a ready one',
    looks: [[current]],
    endpoints: [apiEndpoint('10.244.1.10'), apiEndpoint('10.244.1.99', terminating)],
    expected: 'pass',
  },
  { title: 'no endpoint, and the rules reject', looks: ['REJECT'], endpoints: [], expected: 'pass' },
  {
    title: 'a Local policy, and the endpoints of other nodes are left out',
    looks: [[current]],
    endpoints: [apiEndpoint('10.244.1.10'), apiEndpoint('10.244.2.10', { nodeName: 'n2' })],
    service: { ...web, internalTrafficPolicy: 'Local' },
    expected: 'pass',
  },
  {
    title: 'hints for zones may leave endpoints out',
    looks: [[current]],
    endpoints: [
      apiEndpoint('10.244.1.10', { hints: { forZones: [{ name: 'a' }] } }),
      apiEndpoint('10.244.1.11', { hints: { forZones: [{ name: 'b' }] } }),
    ],
    expected: 'skipped',
  },
  {
    title: 'hints for nodes may leave endpoints out',
    looks: [[current]],
    endpoints: [
      apiEndpoint('10.244.1.10', { hints: { forNodes: [{ name: 'n1' }] } }),
      apiEndpoint('10.244.1.11', { hints: { forNodes: [{ name: 'n2' }] } }),
    ],
    expected: 'skipped',
  },
  {
    title: 'the Service is left to another proxy',
    looks: [[gone]],
    service: { ...web, labels: { 'service.kubernetes.io/service-proxy-name': 'mine' } },
    expected: 'skipped',
  },
  { title: 'no rule speaks of the Service', looks: ['missing'], expected: 'not-applicable' },
];

const flannel = pod(
  'kube-flannel',
  'kube-flannel-ds-abcde',
  { app: 'flannel' },
  { hostNetwork: true, podIPs: ['10.0.0.11'] },
);
const cilium = pod(
  'kube-system',
  'cilium-abcde',
  { 'k8s-app': 'cilium' },
  { hostNetwork: true, podIPs: ['10.0.0.11'] },
);

export const cases = casesOf(proxyRulesStale, [
  ...modes.flatMap(([mode, dump]) =>
    situations.map(
      ({
        title,
        looks,
        endpoints = [apiEndpoint('10.244.1.10')],
        service = web,
        ...rest
      }): CheckCase<ProxySubject> => ({
        title: `${mode}: ${title}`,
        parts: { ...withProxy, services: [service] },
        subject: dialedService(service),
        behaviour: looksAt(
          service,
          looks.map((programmed) => dump(service, programmed)),
          endpoints,
        ),
        ...rest,
      }),
    ),
  ),
  {
    title: 'Cilium translates ClusterIPs beside kube-proxy',
    parts: { ...withProxy, pods: [...withProxy.pods, cilium] },
    subject: dialedService(web),
    behaviour: looksAt(web, [iptablesDump(web, [gone])], [apiEndpoint('10.244.1.10')]),
    expected: 'skipped',
  },
  {
    title: 'kube-proxy runs on other nodes and not on this one',
    parts: { ...withProxy, pods: [client, web0, flannel, { ...kubeProxy, nodeName: 'n2' }] },
    subject: dialedService(web),
    behaviour: looksAt(web, [iptablesDump(web, [gone])], [apiEndpoint('10.244.1.10')]),
    expected: 'finding',
    says: 'DaemonSet kube-system/kube-proxy has pods on other nodes',
  },
  {
    title: 'nobody may look at the node',
    parts: healthyShop,
    subject: dialedService(web),
    behaviour: looksAt(web, [], [apiEndpoint('10.244.1.10')]),
    expected: 'skipped',
  },
  {
    title: 'rules of two modes are in force at once',
    parts: withProxy,
    subject: dialedService(web),
    behaviour: looksAt(
      web,
      [iptablesDump(web, [gone]) + nftablesDump(web, [current])],
      [apiEndpoint('10.244.1.10')],
    ),
    expected: 'skipped',
  },
]);
