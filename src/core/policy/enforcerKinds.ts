import type { NodeAgentKind } from '../dataplane/nodeAgents.ts';
import type { OtherPolicyName } from '../model/coverage.ts';

/** One program that enforces NetworkPolicy, and everything by which it is recognised. */
export interface EnforcerKind {
  /** As people know it. */
  readonly name: string;
  readonly agent?: NodeAgentKind;
  /** Names and images of containers that enforce policies beside a network plugin that does not. */
  readonly container?: RegExp;
  /** The reason with which it says NetworkUnavailable=False on its Node. */
  readonly condition?: string;
  /** Policies of its own API. */
  readonly policies: readonly OtherPolicyName[];
  /** Interfaces that it makes on a node. */
  readonly link?: RegExp;
  /** Chains that it makes in iptables. */
  readonly chain?: RegExp;
  /** Types of CNI plugins in the configuration that is in force. */
  readonly plugin?: RegExp;
}

/** The one table of enforcers; the first whose sign is there counts. */
export const enforcerKinds: readonly EnforcerKind[] = [
  {
    name: 'Cilium',
    agent: 'cilium',
    condition: 'CiliumIsUp',
    policies: ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies'],
    link: /^(cilium_(host|net|vxlan|geneve|wg0)|lxc_health)$/,
    chain: /^CILIUM_/,
    plugin: /^cilium-cni$/,
  },
  {
    name: 'Calico',
    agent: 'calico',
    condition: 'CalicoIsUp',
    policies: ['caliconetworkpolicies', 'calicoglobalnetworkpolicies'],
    link: /^(cali[0-9a-f]{11}|vxlan\.calico|wireguard\.cali|bpf(in|out)\.cali)$/,
    chain: /^cali-/,
    plugin: /^calico$/,
  },
  {
    name: 'Antrea',
    agent: 'antrea',
    condition: 'AntreaIsUp',
    policies: [],
    link: /^antrea-gw0$/,
    chain: /^ANTREA-/,
    plugin: /^antrea$/,
  },
  {
    name: 'OVN-Kubernetes',
    agent: 'ovn-kubernetes',
    policies: [],
    link: /^ovn-k8s-mp0$/,
    chain: /^OVN-KUBE-/,
    plugin: /^ovn-k8s-cni-overlay$/,
  },
  // K3s has kube-router's policy controller built in, without any pod.
  { name: 'kube-router', agent: 'kube-router', policies: [], chain: /^KUBE-(ROUTER-|POD-FW-|NWPLCY-)/ },
  {
    name: 'Weave Net',
    agent: 'weave',
    container: /weave-npc/,
    condition: 'WeaveIsUp',
    policies: [],
    chain: /^WEAVE-NPC/,
  },
  {
    name: 'the network policy agent of the AWS VPC CNI',
    container: /aws-(eks-nodeagent|network-policy-agent)/,
    policies: [],
  },
  // SIG Network's agent, also in kindnetd and flannel's chart.
  { name: 'kube-network-policies', container: /kube-network-polic(y|ies)/, policies: [] },
  { name: 'Azure Network Policy Manager', container: /azure-npm/, policies: [], chain: /^AZURE-NPM/ },
];

/** Plugins that connect pods, and leave policies to somebody else or to their later releases. */
export const connectOnly: Partial<Record<NodeAgentKind, string>> = {
  flannel: 'flannel',
  'aws-vpc-cni': 'the AWS VPC CNI',
  'azure-cni': 'Azure CNI',
  kindnet: 'kindnet',
};
