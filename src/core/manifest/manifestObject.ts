import type { Document, YAMLMap } from 'yaml';
import type { RawObject } from '../model/readField.ts';

/** A way into an object: `['spec', 'ports', 0, 'targetPort']`. */
export type FieldPath = readonly (string | number)[];

/** A stretch of a text in UTF-16 units, as editors count; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** One Kubernetes object of a manifest. Its positions count from the beginning of its document. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** '' where the manifest gives none. */
  readonly name: string;
  /** As written; absent where the manifest leaves it to the context. */
  readonly namespace?: string;
  /** Plain values, aliases and merge keys resolved. */
  readonly raw: RawObject;
  readonly node: YAMLMap;
  /** What aliases are resolved in. */
  readonly document: Document;
  /** The text of the document. */
  readonly text: string;
  /** The document has no error of syntax and no placeholder of a template, so what is missing in it is missing. */
  readonly sound: boolean;
}

/** An object and where its document begins in the whole text. */
export interface PlacedObject {
  readonly object: ManifestObject;
  readonly start: number;
}

/** One text with everything of Kubernetes that is in it. */
export interface Manifest {
  readonly text: string;
  readonly objects: readonly PlacedObject[];
  /** Documents that would hold a parser, and so are not read. */
  readonly unread: readonly UnreadDocument[];
}

/** Why a document is not read, and the first place of the whole text that is to blame. */
export interface UnreadDocument {
  readonly offset: number;
  readonly message: string;
}
