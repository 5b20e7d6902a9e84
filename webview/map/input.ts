import type { Direction } from './walk.ts';

/** What a person can do with the map by mouse and keyboard. */
export interface MapActions {
  select(id: string | undefined): void;
  toggle(id: string): void;
  walk(direction: Direction): void;
  search(): void;
  back(): void;
  zoomBy(factor: number): void;
  panBy(x: number, y: number): void;
  fit(): void;
  toggleList(): void;
}

const directions: ReadonlyMap<string, Direction> = new Map([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
]);
const panStep = 60;
/** One press of + or −. */
export const zoomStep = 1.25;

function idAt(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<SVGElement>('g.mark, g.frame')?.dataset['id'];
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('vscode-text-field, input, textarea') !== null;
}

/** A press that moves less than this is a click, not a drag; d3-zoom swallows the clicks after its own drags. */
function onPointer(svg: SVGSVGElement, actions: MapActions): void {
  svg.addEventListener('click', (event) => {
    actions.select(idAt(event.target));
  });
  svg.addEventListener('dblclick', (event) => {
    const id = idAt(event.target);
    if (id !== undefined) actions.toggle(id);
  });
  // The context menu speaks of what is under the pointer: let the inspector speak of it too.
  svg.addEventListener('contextmenu', (event) => {
    const id = idAt(event.target);
    if (id !== undefined) actions.select(id);
  });
}

function onMapKey(event: KeyboardEvent, actions: MapActions): boolean {
  const direction = directions.get(event.key);
  if (direction !== undefined) {
    if (event.shiftKey) {
      const horizontal = direction === 'left' ? panStep : direction === 'right' ? -panStep : 0;
      const vertical = direction === 'up' ? panStep : direction === 'down' ? -panStep : 0;
      actions.panBy(horizontal, vertical);
    } else actions.walk(direction);
    return true;
  }
  const id = idAt(event.target);
  if (id === undefined) return false;
  if (event.key === 'Enter') actions.toggle(id);
  else if (event.key === ' ') actions.select(id);
  else return false;
  return true;
}

function onPageKey(event: KeyboardEvent, actions: MapActions): boolean {
  switch (event.key) {
    case '/':
      actions.search();
      return true;
    case '+':
    case '=':
      actions.zoomBy(zoomStep);
      return true;
    case '-':
      actions.zoomBy(1 / zoomStep);
      return true;
    case '0':
      actions.fit();
      return true;
    case 'l':
      actions.toggleList();
      return true;
    default:
      return false;
  }
}

/** Listens to mouse and keyboard. Keys with Ctrl, Alt or Meta belong to the editor. */
export function attachInput(svg: SVGSVGElement, actions: MapActions): void {
  onPointer(svg, actions);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Escape') {
      actions.back();
      event.preventDefault();
      return;
    }
    if (isTyping(event.target)) return;
    const onMap = event.target instanceof Node && svg.contains(event.target);
    if ((onMap && onMapKey(event, actions)) || onPageKey(event, actions)) event.preventDefault();
  });
}
