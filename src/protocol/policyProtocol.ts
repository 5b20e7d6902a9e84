import type { PolicyDirection } from '../core/policy/design/defaultDeny.ts';
import type { SegmentationPreset } from '../core/policy/design/segmentation.ts';

/** A design that somebody asks for. */
export type PolicyDesignRequest =
  | {
      readonly kind: 'default-deny';
      readonly namespaces: readonly string[];
      readonly directions: readonly PolicyDirection[];
      readonly keepDns: boolean;
    }
  | {
      readonly kind: 'segmentation';
      readonly namespaces: readonly string[];
      readonly preset: SegmentationPreset;
      readonly monitoringNamespaces: readonly string[];
    }
  | {
      /** `least-privilege`: for what is named alone. `zero-trust`: the whole namespaces, step by step. */
      readonly kind: 'least-privilege' | 'zero-trust';
      readonly namespaces: readonly string[];
      /** One `FROM -> TO:PORT` a line. */
      readonly declared: string;
      /** The text of a file of observed flows. */
      readonly flows?: string;
      readonly keepDns: boolean;
    };

/** A design as two texts that an editor can compare. Nothing of it was applied. */
export interface PolicyDesignResult {
  /** The policies that the namespaces have, as YAML documents. */
  readonly before: string;
  /** The same with the design. */
  readonly after: string;
  /** The documents of the design alone, to be applied. */
  readonly proposed: string;
  readonly warnings: readonly string[];
}
