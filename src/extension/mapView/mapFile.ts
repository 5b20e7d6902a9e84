import type { MapFormat } from '../../protocol/mapProtocol.ts';

/** Under which name a map is saved, and what the dialog offers. */
export interface MapFile {
  readonly name: string;
  readonly filters: Record<string, string[]>;
}

const kinds: Readonly<Record<MapFormat, { readonly description: string; readonly extension: string }>> = {
  mermaid: { description: 'Mermaid', extension: 'mmd' },
  svg: { description: 'SVG', extension: 'svg' },
  json: { description: 'JSON', extension: 'json' },
};

/** What a format is called. */
export function formatTitle(format: MapFormat): string {
  return kinds[format].description;
}

/**
 * The file of a map: what it is of and when, in characters that every file system takes.
 * @param context the kubeconfig context, or the name of the recording
 * @param now the local time
 */
export function mapFile(format: MapFormat, context: string, now: Date): MapFile {
  const { description, extension } = kinds[format];
  const stem = context
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
  const digits = (value: number): string => String(value).padStart(2, '0');
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(digits).join('-');
  const time = [now.getHours(), now.getMinutes()].map(digits).join('');
  return {
    name: `${['map', stem, day, time].filter((part) => part !== '').join('-')}.${extension}`,
    filters: { [description]: [extension] },
  };
}
