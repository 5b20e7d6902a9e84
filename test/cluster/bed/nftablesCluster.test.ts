import { testKubeProxyCluster } from './kubeProxyClusterTests.ts';

testKubeProxyCluster('nftables');
