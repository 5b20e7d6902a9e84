import { boundsOf } from '../placement/geometry.ts';
import type { Placement } from '../placement/placement.ts';
import type { Scene } from '../scene/scene.ts';
import type { Drawing } from './draw.ts';
import { type SvgPart, writeDocument } from './svgText.ts';

/** Left free around the map, in map units. */
const margin = 24;

/** What of an element is written as it is. */
const geometry = ['d', 'x', 'y', 'width', 'height', 'rx', 'r', 'transform'] as const;
const tags = ['g', 'path', 'rect', 'circle', 'text'] as const;
/** Emphasis that belongs to the moment, not to the map. */
const momentary = ['far', 'near', 'tracing'] as const;

type DrawnTag = (typeof tags)[number];

function isDrawn(tag: string): tag is DrawnTag {
  return (tags as readonly string[]).includes(tag);
}

/** Colours of the theme as `#rrggbb` and an opacity: other programs do not know every notation of CSS. */
function createColorReader(): (color: string) => { readonly color: string; readonly opacity: number } {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const known = new Map<string, { color: string; opacity: number }>();
  return (color) => {
    let found = known.get(color);
    if (found === undefined) {
      context?.clearRect(0, 0, 1, 1);
      if (context !== null) context.fillStyle = color;
      context?.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 255] = context?.getImageData(0, 0, 1, 1).data ?? [];
      const hex = [red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('');
      found = { color: `#${hex}`, opacity: Math.round((alpha / 255) * 100) / 100 };
      known.set(color, found);
    }
    return found;
  };
}

type ColorReader = ReturnType<typeof createColorReader>;

function paint(
  style: CSSStyleDeclaration,
  property: 'fill' | 'stroke',
  read: ColorReader,
): Record<string, string> {
  const value = style.getPropertyValue(property);
  if (value === 'none' || value === '') return { [property]: 'none' };
  const { color, opacity } = read(value);
  const total = opacity * Number(style.getPropertyValue(`${property}-opacity`) || '1');
  if (total === 0) return { [property]: 'none' };
  return { [property]: color, ...(total === 1 ? {} : { [`${property}-opacity`]: String(total) }) };
}

function strokeOf(style: CSSStyleDeclaration, read: ColorReader): Record<string, string> {
  const stroke = paint(style, 'stroke', read);
  if (stroke['stroke'] === 'none') return {};
  const dashes = style.strokeDasharray;
  return {
    ...stroke,
    'stroke-width': style.strokeWidth.replace('px', ''),
    'stroke-linecap': style.strokeLinecap,
    'stroke-linejoin': style.strokeLinejoin,
    ...(dashes === 'none' || dashes === '' ? {} : { 'stroke-dasharray': dashes.replaceAll('px', '') }),
  };
}

function fontOf(style: CSSStyleDeclaration): Record<string, string> {
  return {
    'font-family': style.fontFamily,
    'font-size': style.fontSize.replace('px', ''),
    'font-weight': style.fontWeight,
    ...(style.textAnchor === 'start' ? {} : { 'text-anchor': style.textAnchor }),
  };
}

function partOf(element: Element, read: ColorReader): SvgPart | undefined {
  const tag = element.tagName;
  if (tag === 'title') return { tag: 'title', attributes: {}, content: element.textContent };
  if (!isDrawn(tag)) return undefined;
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden') return undefined;
  const attributes: Record<string, string> = {};
  for (const name of geometry) {
    const value = element.getAttribute(name);
    if (value !== null && value !== '') attributes[name] = value;
  }
  if (element.tagName === 'circle') {
    for (const name of ['cx', 'cy']) attributes[name] = element.getAttribute(name) ?? '0';
  }
  if (style.opacity !== '1') attributes['opacity'] = style.opacity;
  if (tag === 'g') {
    const parts = [...element.children].flatMap((child) => partOf(child, read) ?? []);
    return parts.some((part) => part.tag !== 'title') ? { tag, attributes, content: parts } : undefined;
  }
  Object.assign(attributes, paint(style, 'fill', read), strokeOf(style, read));
  const invisible = attributes['fill'] === 'none' && attributes['stroke'] === undefined;
  if (tag === 'text') {
    if (element.textContent === '') return undefined;
    return { tag, attributes: { ...attributes, ...fontOf(style) }, content: element.textContent };
  }
  return invisible ? undefined : { tag, attributes, content: '' };
}

/** Whether an element of the drawing belongs to these ids: a mark by its own, an edge by both of its ends. */
function belongs(element: Element, ids: ReadonlySet<string>, scene: Scene): boolean {
  const id = (element.querySelector('[data-id]') ?? element).getAttribute('data-id') ?? '';
  const edge = scene.edges.get(id);
  return edge === undefined ? ids.has(id) : ids.has(edge.from) && ids.has(edge.to);
}

/**
 * What is drawn as a document of its own, with the theme's colours and fonts written in: all of it, not what the window
 * shows of it.
 * @param ids what is drawn of it; absent for all
 */
export function exportDrawing(
  { svg, edges, frames, marks }: Drawing,
  scene: Scene,
  placement: Placement,
  ids?: ReadonlySet<string>,
): string {
  const element = svg.node();
  if (element === null) return '';
  const read = createColorReader();
  const removed = momentary.filter((name) => element.classList.contains(name));
  const selected = [...element.querySelectorAll('.selected')];
  // The same style rules, without the moment; nothing is painted in between.
  element.classList.remove(...removed);
  for (const each of selected) each.classList.remove('selected');
  try {
    const parts = [edges, frames, marks].flatMap((layer) =>
      [...(layer.node()?.children ?? [])]
        .filter((child) => ids === undefined || belongs(child, ids, scene))
        .flatMap((child) => partOf(child, read) ?? []),
    );
    const drawn = [...placement.boxes].filter(([id]) => ids?.has(id) ?? true).map(([, box]) => box);
    const annexes = [...placement.annexes].filter(([id]) => ids?.has(id) ?? true).flatMap(([, all]) => all);
    const bounds = boundsOf([...drawn, ...annexes]) ?? { x: 0, y: 0, width: 0, height: 0 };
    return writeDocument({
      title: `Network of ${scene.status.context}`,
      description: [scene.status.contents, scene.status.coverage, scene.status.asOf ?? '']
        .filter((part) => part !== '')
        .join(' · '),
      x: bounds.x - margin,
      y: bounds.y - margin,
      width: bounds.width + 2 * margin,
      height: bounds.height + 2 * margin,
      background: read(getComputedStyle(document.body).backgroundColor).color,
      parts,
    });
  } finally {
    element.classList.add(...removed);
    for (const each of selected) each.classList.add('selected');
  }
}
