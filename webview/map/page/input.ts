import type { Direction } from './walk.ts';

/** What a person can do with the window and the places of the map. */
export interface MapStage {
  fit(): void;
  arrange(): void;
  zoomBy(factor: number): void;
  panBy(x: number, y: number): void;
  /** Opens the menu of the mark that has the focus. */
  openMenu(): void;
}

/** What a person can do with the rest of the page, by mouse and keyboard. */
export interface MapActions {
  select(id: string | undefined): void;
  toggle(id: string): void;
  walk(direction: Direction): void;
  search(): void;
  back(): void;
  toggleList(): void;
  toggleProblems(): void;
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
  return target.closest<SVGElement>('g.control')?.dataset['id'];
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const field = target.closest('input, textarea, select');
  // A radio button takes arrow keys and nothing else.
  return field !== null && !(field instanceof HTMLInputElement && field.type === 'radio');
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

function onMapKey(event: KeyboardEvent, stage: MapStage, actions: MapActions): boolean {
  const direction = directions.get(event.key);
  if (direction !== undefined) {
    if (event.shiftKey) {
      const horizontal = direction === 'left' ? panStep : direction === 'right' ? -panStep : 0;
      const vertical = direction === 'up' ? panStep : direction === 'down' ? -panStep : 0;
      stage.panBy(horizontal, vertical);
    } else actions.walk(direction);
    return true;
  }
  const id = idAt(event.target);
  if (id === undefined) return false;
  if (event.key === 'Enter') actions.toggle(id);
  else if (event.key === ' ') actions.select(id);
  else if (event.key === 'm' || event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    stage.openMenu();
  } else return false;
  return true;
}

const stageKeys: Readonly<Record<string, (stage: MapStage) => void>> = {
  '+': (stage) => {
    stage.zoomBy(zoomStep);
  },
  '=': (stage) => {
    stage.zoomBy(zoomStep);
  },
  '-': (stage) => {
    stage.zoomBy(1 / zoomStep);
  },
  '0': (stage) => {
    stage.fit();
  },
  f: (stage) => {
    stage.fit();
  },
  a: (stage) => {
    stage.arrange();
  },
};

const pageKeys: Readonly<Record<string, (actions: MapActions) => void>> = {
  '/': (actions) => {
    actions.search();
  },
  l: (actions) => {
    actions.toggleList();
  },
  p: (actions) => {
    actions.toggleProblems();
  },
};

/** Listens to mouse and keyboard. Keys with Ctrl, Alt or Meta belong to the editor. */
export function attachInput(svg: SVGSVGElement, stage: MapStage, actions: MapActions): void {
  onPointer(svg, actions);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      actions.back();
      event.preventDefault();
      return;
    }
    if (isTyping(event.target)) return;
    const onMap = event.target instanceof Node && svg.contains(event.target);
    if (onMap && onMapKey(event, stage, actions)) {
      event.preventDefault();
      return;
    }
    const [onStage, onPage] = [stageKeys[event.key], pageKeys[event.key]];
    if (onStage === undefined && onPage === undefined) return;
    onStage?.(stage);
    onPage?.(actions);
    event.preventDefault();
  });
}
