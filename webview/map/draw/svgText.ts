/** A part of an SVG document that is written as text. */
export interface SvgPart {
  readonly tag: 'g' | 'path' | 'rect' | 'circle' | 'text' | 'title' | 'desc';
  readonly attributes: Readonly<Record<string, string>>;
  /** Its own text, or its parts. */
  readonly content: string | readonly SvgPart[];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in XML: what XML 1.0 (production Char) does not allow is replaced. */
export function escapeXml(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const allowed =
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 0x20 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) ||
      code >= 0x10000;
    return allowed ? (entities[character] ?? character) : '\ufffd';
  }).join('');
}

/** Writes one part with all that is in it. */
export function writePart({ tag, attributes, content }: SvgPart): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
  const inside = typeof content === 'string' ? escapeXml(content) : content.map(writePart).join('');
  return inside === '' ? `<${tag}${written.join('')}/>` : `<${tag}${written.join('')}>${inside}</${tag}>`;
}

/** What a standalone document needs beside its parts. */
export interface SvgDocument {
  readonly title: string;
  readonly description: string;
  /** The corner and the size of what is shown. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly parts: readonly SvgPart[];
}

/** A whole SVG document: no scripts, no foreign objects, nothing to be fetched. */
export function writeDocument(document: SvgDocument): string {
  const { title, description, x, y, width, height, background, parts } = document;
  const box = { x: String(x), y: String(y), width: String(width), height: String(height) };
  const head: readonly SvgPart[] = [
    { tag: 'title', attributes: { id: 'title' }, content: title },
    { tag: 'desc', attributes: { id: 'description' }, content: description },
    { tag: 'rect', attributes: { ...box, fill: background }, content: '' },
  ];
  const view = `${x} ${y} ${width} ${height}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${view}" role="img" aria-labelledby="title description">`,
    ...[...head, ...parts].map(writePart),
    '</svg>',
    '',
  ].join('\n');
}
