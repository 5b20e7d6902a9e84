import { casesOf } from '../../testing/checkCase.ts';
import {
  apiEndpoint,
  dialedService,
  iptablesDump,
  kubeProxy,
  looksAt,
  nftablesDump,
} from '../../testing/kubeProxyRules.ts';
import { client, healthyShop, web, web0 } from '../../testing/shop.ts';
import { proxyRulesMissing } from './proxyRulesMissing.ts';

const parts = { ...healthyShop, pods: [client, web0, kubeProxy] };
const endpoints = [apiEndpoint('10.244.1.10')];
const subject = dialedService(web);

export const cases = casesOf(
  proxyRulesMissing,
  (
    [
      ['iptables', iptablesDump],
      ['nftables', nftablesDump],
    ] as const
  ).flatMap(([mode, dump]) => [
    {
      title: `${mode}: no rule speaks of the Service, twice`,
      parts,
      subject,
      behaviour: looksAt(web, [dump(web, 'missing')], endpoints),
      expected: 'finding' as const,
      certainty: 'proven' as const,
      repair: 'kubectl delete pod -n kube-system kube-proxy-x7k2p',
    },
    {
      title: `${mode}: the rule came a moment later`,
      parts,
      subject,
      behaviour: looksAt(web, [dump(web, 'missing'), dump(web, ['10.244.1.10:8080'])], endpoints),
      expected: 'pass' as const,
    },
    {
      title: `${mode}: a Service without endpoints that no rule speaks of`,
      parts,
      subject,
      behaviour: looksAt(web, [dump(web, 'missing')], []),
      expected: 'not-applicable' as const,
    },
    {
      title: `${mode}: the rules send to other pods`,
      parts,
      subject,
      behaviour: looksAt(web, [dump(web, ['10.244.1.99:8080'])], endpoints),
      expected: 'pass' as const,
    },
  ]),
);
