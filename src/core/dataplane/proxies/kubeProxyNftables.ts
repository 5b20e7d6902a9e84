import { findNftProxies, nftService } from '../nftService.ts';
import type { ServiceProxy } from './defineServiceProxy.ts';

/** kube-proxy in its nftables mode. */
export const kubeProxyNftables: ServiceProxy = {
  name: 'kube-proxy',
  owns: () => undefined,
  read: ({ rules, family }) =>
    findNftProxies(rules)
      .filter((proxy) => proxy.family === family)
      .map((proxy) => ({
        where: 'nftables',
        unreadableBecause: '',
        lookUp: (target) => nftService(proxy, target),
      })),
};
