import type {
  MapCommand,
  MapEvent,
  MapMark,
  MapMessage,
  MapRequest,
} from '../../../src/protocol/mapProtocol.ts';
import type { WebviewHost } from '../../shared/webviewHost.ts';
import type { ListOrder } from '../panels/listOrder.ts';
import { attachSearchField } from '../panels/searchField.ts';
import { createSkeleton } from '../panels/skeleton.ts';
import { toggleProblemsOnly } from '../panels/suggest.ts';
import type { LayOut } from '../placement/layoutWorker.ts';
import { savePlacement } from '../placement/savedPlacement.ts';
import { type Scene, applyMessage, emptyScene } from '../scene/scene.ts';
import { Announcer } from './announce.ts';
import { Exports } from './exports.ts';
import { FilterControl } from './filterControl.ts';
import { attachInput, zoomStep } from './input.ts';
import { Panels } from './panels.ts';
import { PictureChange } from './pictureChange.ts';
import { Awaited } from './reveal.ts';
import { type SavedMap, StateSaver } from './savedMap.ts';
import { Selection } from './selection.ts';
import { Stage } from './stage.ts';

/** The page: takes messages in, draws, and sends requests out. */
export interface MapPage {
  /** Asks for the scene. */
  start(): void;
  receive(event: MapEvent): void;
}

/** A click may be the first of two, and the second has to meet the same thing: only then the window moves, in milliseconds. */
const doubleClickPause = 350;

/** Builds the page in the document and joins its parts. */
export function createMapPage(host: WebviewHost<MapRequest, SavedMap>, layOut: LayOut): MapPage {
  const saved = host.getState();
  let scene: Scene = emptyScene;
  let listShown = saved?.list ?? false;
  let order: ListOrder = saved?.order ?? { by: 'map', descending: false };
  const awaited = new Awaited();
  /** Groups that a person has folded or unfolded, until the scene shows it. */
  const refolded = new Set<string>();

  const parts = createSkeleton({
    fit: () => {
      stage.fit();
    },
    zoomIn: () => {
      stage.zoomBy(zoomStep);
    },
    zoomOut: () => {
      stage.zoomBy(1 / zoomStep);
    },
    arrange: () => {
      stage.arrange();
    },
    toggleList,
    toggleProblems,
    lens: (lens) => {
      filter.show(lens);
    },
  });
  const selection = new Selection(saved?.selected, (id) => {
    host.postMessage({ type: 'inspect', id });
  });
  const saver = new StateSaver(host, stateToSave);
  const filter = new FilterControl(saved?.filter, saved?.opened ?? [], onFilterChanged);
  const stage = new Stage(parts.svg, {
    layOut,
    selected: () => selection.selected,
    focused: () => selection.focused,
    changed: () => {
      saver.changed();
    },
    zoomed: onZoomed,
  });
  const pictures = new PictureChange(stage, saved, filter.picture);
  const exports = new Exports(
    (request) => {
      host.postMessage(request);
    },
    () => scene,
  );
  const searchField = attachSearchField(parts.search, parts.searchProblems, () => scene, {
    typed: (text) => {
      filter.type(text);
      saver.changed();
    },
    settled: () => {
      filter.settle();
    },
  });
  const announcer = new Announcer((words) => {
    parts.live.textContent = words;
  });
  const panels = new Panels(parts, {
    command,
    select,
    selectAndShow,
    toggle,
    deselect: () => {
      select(undefined);
    },
    sort: (next) => {
      order = next;
      changed();
    },
    exportMap: (choice) => {
      exports.ask(choice, selection.selected);
    },
    copyMermaid: (id) => {
      exports.copyMermaid(id);
    },
    showPolicies: (id) => {
      filter.show('policies', id);
    },
    leaveSubject: () => {
      filter.show('policies');
    },
  });

  function stateToSave(): SavedMap {
    const { selected } = selection;
    const view = stage.keptView;
    const placement = savePlacement(stage.placement);
    const { context } = scene.status;
    return {
      ...pictures.unused,
      ...(selected === undefined ? {} : { selected }),
      ...(view === undefined ? {} : { view }),
      filter: filter.filter,
      opened: filter.opened,
      list: listShown,
      order,
      ...(placement === undefined ? {} : { places: { context, placement } }),
    };
  }

  function drawPanels(): void {
    const { selected, details } = selection;
    panels.draw({ scene, selected, details, filter: filter.filter, listShown, order });
  }

  /** Something beside the scene is another: panels and saved state follow. */
  function changed(): void {
    drawPanels();
    saver.changed();
  }

  function onFilterChanged(otherPicture: boolean): void {
    if (otherPicture) {
      // Asked for as a whole, so that what is still on its way of the picture before is not taken for the next one.
      pictures.expect(filter.picture);
    }
    if (searchField.input.value !== filter.filter.text) searchField.show(filter.filter.text);
    host.postMessage({ type: otherPicture ? 'ready' : 'filter', filter: filter.filter });
    changed();
  }

  function onZoomed(): void {
    const { unfold, fold } = stage.foldByZoom(filter.opened, filter.closed);
    if (unfold !== undefined) stage.pin(unfold);
    filter.zoom(unfold, fold);
  }

  function select(id: string | undefined): void {
    if (!selection.select(id)) return;
    selection.follow(scene, []);
    stage.emphasize();
    changed();
    if (id === undefined) return;
    // The inspector takes room from the map, perhaps just where the selected thing stands.
    setTimeout(() => {
      if (selection.selected === id && !listShown) stage.reveal(id);
    }, doubleClickPause);
  }

  function selectAndShow(id: string): void {
    select(id);
    stage.reveal(id);
    if (!listShown) stage.focus(id);
  }

  function command(name: MapCommand, { reference }: MapMark): void {
    if (reference !== undefined) host.postMessage({ type: 'command', command: name, reference });
  }

  function toggle(id: string): void {
    const mark = scene.marks.get(id);
    if (mark?.canUnfold !== true) return;
    awaited.expect(id, !mark.unfolded);
    refolded.add(id);
    select(id);
    filter.toggle(mark);
  }

  function toggleList(): void {
    listShown = !listShown;
    changed();
  }

  function toggleProblems(): void {
    filter.setText(toggleProblemsOnly(filter.filter.text));
  }

  /** One step back: out of the search, the selection, the list, then what the filter knows. */
  function back(): void {
    if (document.activeElement === searchField.input) {
      searchField.input.blur();
      if (searchField.input.value === '') return;
    } else if (selection.selected !== undefined) {
      select(undefined);
      return;
    } else if (listShown) {
      toggleList();
      return;
    }
    filter.undo();
  }

  attachInput(parts.svg, stage, {
    select,
    toggle,
    back,
    toggleList,
    toggleProblems,
    walk: (direction) => {
      const next = stage.walk(direction);
      if (next !== undefined) selectAndShow(next);
    },
    search: () => {
      searchField.input.focus();
      searchField.input.select();
    },
  });

  function receiveScene(message: MapMessage): void {
    const applied = applyMessage(scene, message);
    if (applied === undefined) {
      host.postMessage({ type: 'ready', filter: filter.filter });
      return;
    }
    const hadFocus = stage.hasFocus();
    const { change } = applied;
    pictures.prepare(message, change.whole);
    ({ scene } = applied);
    selection.follow(scene, change.removed);
    stage.show(scene, change, refolded);
    for (const id of refolded) if (change.structural) refolded.delete(id);
    drawPanels();
    searchField.showProblems(scene.status.searchProblems ?? []);
    announcer.hear(change);
    showAwaited(hadFocus);
    // Acknowledged when the frame is about to be painted: a hidden map takes nothing more until it is seen again.
    requestAnimationFrame(() => {
      host.postMessage({ type: 'drawn', epoch: message.epoch, sequence: message.sequence });
    });
  }

  function showAwaited(hadFocus: boolean): void {
    const id = awaited.find(scene, (groups) => {
      filter.unfoldTo(groups);
    });
    if (id === undefined) return;
    stage.reveal(id);
    // Frame and folded mark are different elements: the focus follows the thing.
    if (hadFocus && !listShown) stage.focus(id);
  }

  function reveal(id: string): void {
    if (scene.marks.has(id)) {
      selectAndShow(id);
      return;
    }
    selection.select(id);
    awaited.expect(id);
    showAwaited(false);
  }

  return {
    receive: (event) => {
      if (!('type' in event)) receiveScene(event);
      else if (event.type === 'reveal') reveal(event.id);
      else if (event.type === 'show') filter.show(event.lens, event.subject);
      else if (event.type === 'details') {
        if (selection.tell(event.details)) drawPanels();
      } else {
        exports.answer((ids) => stage.drawFile(ids));
      }
    },
    start: () => {
      searchField.show(filter.filter.text);
      if (saved?.view !== undefined) stage.view.restore(saved.view);
      drawPanels();
      host.postMessage({ type: 'ready', filter: filter.filter });
    },
  };
}
