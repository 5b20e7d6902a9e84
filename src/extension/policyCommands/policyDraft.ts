import type { PolicyDirection } from '../../core/policy/design/defaultDeny.ts';
import type { SegmentationPreset } from '../../core/policy/design/segmentation.ts';
import type { PolicyDesignRequest } from '../../protocol/policyProtocol.ts';

/** What a user can ask to be designed. `observed`: least privilege for flows that were seen, from a file. */
export type DesignKind = 'default-deny' | 'least-privilege' | 'observed' | 'segmentation' | 'zero-trust';

/** Observed flows, and the file that they come from. */
export interface FlowsFile {
  readonly name: string;
  readonly text: string;
}

/** A design as far as its questions are answered. Answers that another kind does not need are kept, for who goes back. */
export interface PolicyDraft {
  readonly kind: DesignKind;
  readonly namespaces: readonly string[];
  readonly directions: readonly PolicyDirection[];
  readonly keepDns: boolean;
  readonly preset: SegmentationPreset;
  readonly monitoringNamespaces: readonly string[];
  /** Each a `FROM -> TO:PORT`. */
  readonly connections: readonly string[];
  readonly flows?: FlowsFile | undefined;
}

/** The questions of a design, in their order. */
export type DesignQuestion =
  'kind' | 'namespaces' | 'directions' | 'preset' | 'monitoring' | 'connections' | 'flows';

/** What has to be asked for a kind of design. */
export function questionsOf({
  kind,
  preset,
}: Pick<PolicyDraft, 'kind' | 'preset'>): readonly DesignQuestion[] {
  switch (kind) {
    case 'default-deny':
      return ['kind', 'namespaces', 'directions'];
    case 'least-privilege':
      return ['kind', 'connections'];
    case 'observed':
      return ['kind', 'flows'];
    case 'segmentation':
      return preset === 'open'
        ? ['kind', 'namespaces', 'preset']
        : ['kind', 'namespaces', 'preset', 'monitoring'];
    case 'zero-trust':
      return ['kind', 'namespaces', 'connections'];
  }
}

/** What the engine is asked for. Names without a namespace mean the default one. */
export function requestOf(draft: PolicyDraft, defaultNamespace: string): PolicyDesignRequest {
  const { kind, namespaces, directions, keepDns, preset, monitoringNamespaces, connections, flows } = draft;
  switch (kind) {
    case 'default-deny':
      return { kind, namespaces, directions, keepDns };
    case 'segmentation':
      return {
        kind,
        namespaces,
        preset,
        monitoringNamespaces: preset === 'open' ? [] : monitoringNamespaces,
      };
    case 'observed':
      return {
        kind: 'least-privilege',
        namespaces: [defaultNamespace],
        declared: '',
        flows: flows?.text ?? '',
        keepDns: true,
      };
    case 'least-privilege':
    case 'zero-trust':
      return {
        kind,
        namespaces: kind === 'zero-trust' ? namespaces : [defaultNamespace],
        declared: connections.join('\n'),
        ...(flows === undefined ? {} : { flows: flows.text }),
        keepDns: true,
      };
  }
}
