/** A label selector as the API has it (meta/v1 LabelSelector). */
export interface SelectorManifest {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
}

export interface PeerManifest {
  readonly podSelector?: SelectorManifest;
  readonly namespaceSelector?: SelectorManifest;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface PortManifest {
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface IngressRuleManifest {
  readonly from?: readonly PeerManifest[];
  readonly ports?: readonly PortManifest[];
}

export interface EgressRuleManifest {
  readonly to?: readonly PeerManifest[];
  readonly ports?: readonly PortManifest[];
}

/** A NetworkPolicy as an author writes it and the API server takes it (networking.k8s.io/v1). */
export interface PolicyManifest {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: {
    readonly podSelector: SelectorManifest;
    readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly IngressRuleManifest[];
    readonly egress?: readonly EgressRuleManifest[];
  };
}
