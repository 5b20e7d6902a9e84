import { testKubeProxyCluster } from './kubeProxyClusterTests.ts';

testKubeProxyCluster('iptables');
