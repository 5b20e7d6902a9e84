import { findIptablesProxies, iptablesService } from '../iptablesService.ts';
import type { ServiceProxy } from './defineServiceProxy.ts';

/** kube-proxy in its iptables mode, in either backend; its IPVS mode is recognised here, too, and not read yet. */
export const kubeProxyIptables: ServiceProxy = {
  name: 'kube-proxy',
  owns: () => undefined,
  read: ({ rules, family }) =>
    findIptablesProxies(rules)
      .filter((proxy) => proxy.family === family)
      .map((proxy) => ({
        where: `iptables-${proxy.backend}`,
        unreadableBecause:
          proxy.mode === 'ipvs'
            ? 'kube-proxy works in IPVS mode there'
            : !proxy.nat.complete || proxy.filter?.complete === false
              ? 'the dump of the rules was cut off'
              : '',
        lookUp: (target) => iptablesService(proxy, target),
      })),
};
