import { nothing, render } from 'lit';
import type {
  MapCommand,
  MapFilter,
  MapMark,
  MapMessage,
  MapRequest,
} from '../../src/protocol/mapProtocol.ts';
import type { WebviewHost } from '../shared/webviewHost.ts';
import { changeWords } from './announce.ts';
import { createDrawing, createMeasure, drawScene, pulse } from './draw.ts';
import { boundsOf } from './geometry.ts';
import { attachInput, zoomStep } from './input.ts';
import { inspector } from './inspector.ts';
import { listTwin } from './listTwin.ts';
import { type Placement, emptyPlacement, placeScene } from './placement.ts';
import { type Scene, type SceneChange, applyMessage, emptyScene, toggleFolding } from './scene.ts';
import { createSkeleton } from './skeleton.ts';
import { blankState, statusLine } from './statusLine.ts';
import { type ViewState, createView } from './view.ts';
import { type Direction, walk } from './walk.ts';

/** What survives hiding and reloading. */
export interface SavedMap {
  readonly selected?: string;
  readonly view?: ViewState;
  readonly filter: MapFilter;
  readonly list: boolean;
}

/** The page: takes messages in, draws, and sends requests out. */
export interface MapPage {
  /** Asks for the scene. */
  start(): void;
  receive(message: MapMessage): void;
  /** Selects a thing and brings it into view, unfolding what it is folded into. */
  reveal(id: string): void;
}

/** Typing is answered when it pauses for so long, in milliseconds. */
const typingPause = 120;
/** A click may be the first of two, and the second has to meet the same thing: only then the window moves, in milliseconds. */
const doubleClickPause = 350;

/** Builds the page in the document and joins its parts: the only place that holds state. */
export function createMapPage(host: WebviewHost<MapRequest, SavedMap>): MapPage {
  const saved = host.getState();
  let scene: Scene = emptyScene;
  let placement: Placement = emptyPlacement;
  let filter: MapFilter = saved?.filter ?? { lens: 'services', text: '', unfolded: [] };
  let selected = saved?.selected;
  let focused: string | undefined = selected;
  let listShown = saved?.list ?? false;
  let viewKept = saved?.view !== undefined;
  /** A group that was just unfolded: its content is brought into the window when it arrives. */
  let revealNext: string | undefined;
  /** The search's text is another one: what it leaves is a picture of its own, placed from nothing. */
  let placeAnew = false;
  let typing: ReturnType<typeof setTimeout> | undefined;

  const parts = createSkeleton({
    fit: () => {
      fit();
    },
    zoomIn: () => {
      view.zoomBy(zoomStep);
    },
    zoomOut: () => {
      view.zoomBy(1 / zoomStep);
    },
    toggleList: () => {
      toggleList();
    },
    searchChanged: (text) => {
      clearTimeout(typing);
      typing = setTimeout(() => {
        applyFilter({ ...filter, text });
      }, typingPause);
    },
  });
  const drawing = createDrawing(parts.svg);
  const measure = createMeasure();
  const view = createView(drawing, (byHand) => {
    if (byHand) viewKept = true;
    save();
  });

  function save(): void {
    host.setState({
      ...(selected === undefined ? {} : { selected }),
      ...(viewKept ? { view: view.state() } : {}),
      filter,
      list: listShown,
    });
  }

  function fit(): void {
    const bounds = boundsOf(placement.boxes.values());
    if (bounds !== undefined) view.fit(bounds, false);
    viewKept = true;
    save();
  }

  function tabStop(): string | undefined {
    if (focused !== undefined && scene.marks.has(focused)) return focused;
    return scene.marks.keys().next().value;
  }

  function drawMap(): void {
    drawScene(drawing, scene, placement, { selected, tabStop: tabStop() }, measure);
  }

  function drawPanels(): void {
    const mark = selected === undefined ? undefined : scene.marks.get(selected);
    render(
      mark === undefined
        ? nothing
        : inspector(scene, mark, { command, select: selectAndShow, toggle, close: deselect }),
      parts.inspector,
    );
    parts.inspector.hidden = mark === undefined;
    render(statusLine(scene.status), parts.status);
    render(blankState(scene.status), parts.blank);
    parts.list.hidden = !listShown;
    parts.listButton.setAttribute('aria-pressed', String(listShown));
    render(listShown ? listTwin(scene, selected, { select, toggle }) : nothing, parts.list);
  }

  function elementOf(id: string): SVGElement | undefined {
    return (
      parts.svg.querySelector<SVGElement>(
        `g.mark[data-id="${CSS.escape(id)}"], g.frame[data-id="${CSS.escape(id)}"]`,
      ) ?? undefined
    );
  }

  function select(id: string | undefined): void {
    if (selected === id) return;
    selected = id;
    if (id !== undefined) focused = id;
    drawMap();
    drawPanels();
    save();
    if (id === undefined) return;
    // The inspector takes room from the map, perhaps just where the selected thing stands.
    setTimeout(() => {
      const box = placement.boxes.get(id);
      if (selected === id && box !== undefined && !listShown) view.reveal(box);
    }, doubleClickPause);
  }

  function deselect(): void {
    select(undefined);
  }

  function selectAndShow(id: string): void {
    select(id);
    const box = placement.boxes.get(id);
    if (box !== undefined) view.reveal(box);
    if (!listShown) elementOf(id)?.focus({ preventScroll: true });
  }

  function command(name: MapCommand, { reference }: MapMark): void {
    if (reference !== undefined) host.postMessage({ type: 'command', command: name, reference });
  }

  function applyFilter(next: MapFilter): void {
    if (next.text !== filter.text) placeAnew = true;
    filter = next;
    host.postMessage({ type: 'filter', filter });
    save();
  }

  function toggle(id: string): void {
    const mark = scene.marks.get(id);
    if (mark?.canUnfold !== true) return;
    revealNext = id;
    select(id);
    applyFilter({ ...filter, unfolded: toggleFolding(filter.unfolded, mark) });
  }

  function toggleList(): void {
    listShown = !listShown;
    drawPanels();
    save();
  }

  /** One step back: out of the search, out of the selection, out of the search's text, out of the last unfolding. */
  function back(): void {
    if (parts.search.contains(document.activeElement) || document.activeElement === parts.search) {
      parts.search.blur();
      if (filter.text === '') return;
    } else if (selected !== undefined) {
      deselect();
      return;
    } else if (listShown) {
      toggleList();
      return;
    }
    if (filter.text !== '') {
      clearTimeout(typing);
      parts.search.value = '';
      applyFilter({ ...filter, text: '' });
    } else if (filter.unfolded.length > 0) {
      applyFilter({ ...filter, unfolded: filter.unfolded.slice(0, -1) });
    }
  }

  attachInput(parts.svg, {
    select,
    toggle,
    back,
    fit,
    toggleList,
    walk: (direction: Direction) => {
      const from = tabStop();
      const next = from === undefined ? undefined : walk(scene, placement, from, direction);
      if (next !== undefined) selectAndShow(next);
    },
    search: () => {
      parts.search.focus();
    },
    zoomBy: (factor) => {
      view.zoomBy(factor);
    },
    panBy: (x, y) => {
      view.panBy(x, y);
    },
  });

  function place(change: SceneChange): void {
    if (change.whole || placeAnew) {
      placement = emptyPlacement;
      if (placeAnew) viewKept = false;
      placeAnew = false;
    }
    if (change.structural || placement.boxes.size === 0) {
      const fresh = placement.boxes.size === 0;
      placement = placeScene(scene, placement, view.size());
      const bounds = boundsOf(placement.boxes.values());
      if (fresh && bounds !== undefined && !viewKept) view.fit(bounds, true);
    }
  }

  function settleSelection({ removed }: SceneChange): void {
    if (selected !== undefined && removed.some(({ id }) => id === selected)) selected = undefined;
  }

  function show(change: SceneChange): void {
    const hadFocus = parts.svg.contains(document.activeElement);
    place(change);
    settleSelection(change);
    drawMap();
    drawPanels();
    if (!change.whole) {
      const ids = [...change.added, ...change.turned.map(({ mark }) => mark)].map(({ id }) => id);
      pulse(drawing, new Set([...ids, ...change.edges]));
    }
    const words = changeWords(change);
    if (words !== '') parts.live.textContent = words;
    if (revealNext !== undefined) {
      const box = placement.boxes.get(revealNext);
      if (box !== undefined) view.reveal(box);
      // Frame and folded mark are different elements: the focus follows the thing.
      if (hadFocus && !listShown) elementOf(revealNext)?.focus({ preventScroll: true });
      revealNext = undefined;
    }
  }

  function receive(message: MapMessage): void {
    const applied = applyMessage(scene, message);
    if (applied === undefined) {
      host.postMessage({ type: 'ready', filter });
      return;
    }
    ({ scene } = applied);
    show(applied.change);
    // Acknowledged when the frame is about to be painted: a hidden map takes nothing more until it is seen again.
    requestAnimationFrame(() => {
      host.postMessage({ type: 'drawn', epoch: message.epoch, sequence: message.sequence });
    });
  }

  function reveal(id: string): void {
    if (scene.marks.has(id)) {
      selectAndShow(id);
      return;
    }
    const [namespace] = id.split('/');
    const groups = namespace === undefined ? [] : [`namespace/${namespace}`];
    selected = id;
    focused = id;
    revealNext = id;
    const folded = new Set(groups.map((group) => `-${group}`));
    const unfolded = [
      ...filter.unfolded.filter((group) => !folded.has(group) && !groups.includes(group)),
      ...groups,
    ];
    parts.search.value = '';
    applyFilter({ ...filter, text: '', unfolded });
  }

  return {
    receive,
    reveal,
    start: () => {
      parts.search.value = filter.text;
      if (saved?.view !== undefined) view.restore(saved.view);
      drawPanels();
      host.postMessage({ type: 'ready', filter });
    },
  };
}
