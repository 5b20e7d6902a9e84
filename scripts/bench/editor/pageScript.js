/* global window, document, performance, MessageChannel, MutationObserver, PerformanceObserver, Element */
// Runs in every frame of the window before its own scripts. The page of a webview is written into its frame later, which takes
// listeners and observers away and keeps what hangs on the window: so the document is observed only once there is a map.
(() => {
  const recorder = { updates: [], events: [], longTasks: [], statuses: [], tracked: new Set() };
  let firstMarksAt;
  const now = () => performance.timeOrigin + performance.now();
  const nextFrame = window.requestAnimationFrame.bind(window);
  const addListener = window.addEventListener.bind(window);

  /** Calls back in the first task after the next frame, with the milliseconds from the frame's first callback to there. */
  const afterFrame = (then) => {
    nextFrame(() => {
      const began = performance.now();
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        channel.port1.close();
        then(performance.now() - began);
      };
      channel.port2.postMessage(0);
    });
  };

  const places = new Map();
  /** Compares where everything stands with where it stood before. */
  const readPlaces = () => {
    const counts = { surviving: 0, moved: 0 };
    const seen = new Set();
    for (const mark of document.querySelectorAll('#map [data-id]')) {
      const id = mark.getAttribute('data-id');
      const place = mark.getAttribute('transform') ?? '';
      const before = places.get(id);
      seen.add(id);
      places.set(id, place);
      if (before === undefined) continue;
      counts.surviving += 1;
      if (before !== place) counts.moved += 1;
    }
    for (const id of places.keys()) if (!seen.has(id)) places.delete(id);
    return counts;
  };

  const measured = (listener) => (event) => {
    const { data } = event;
    const isUpdate =
      typeof data === 'object' && data !== null && data.sequence !== undefined && Array.isArray(data.marks);
    if (!isUpdate) {
      listener.call(window, event);
      return;
    }
    const at = now();
    const began = performance.now();
    const structural = data.removedMarks.length + data.removedEdges.length > 0;
    const size = data.marks.length + data.edges.length + data.removedMarks.length + data.removedEdges.length;
    listener.call(window, event);
    const script = performance.now() - began;
    afterFrame((frame) => {
      const drawnAt = now();
      look();
      recorder.updates.push({
        ...{ at, drawnAt, whole: data.whole === true, size, structural, script, frame },
        ...readPlaces(),
      });
    });
  };
  window.addEventListener = (type, listener, options) => {
    addListener(
      type,
      type === 'message' && typeof listener === 'function' ? measured(listener) : listener,
      options,
    );
  };

  /** Records what comes, goes or changes of the marks that are tracked. */
  const observe = (map) => {
    new MutationObserver((records) => {
      const found = [];
      const note = (node, kind) => {
        if (!(node instanceof Element)) return;
        // What was taken away has nothing around it any more: the mark is the node, or in it.
        const mark = node.closest('[data-id]') ?? node.querySelector('[data-id]');
        const id = mark?.getAttribute('data-id');
        if (recorder.tracked.has(id)) found.push({ id, kind, label: mark.getAttribute('aria-label') ?? '' });
      };
      for (const { type, target, addedNodes, removedNodes } of records) {
        if (type === 'attributes') note(target, 'changed');
        for (const node of addedNodes) note(node, 'added');
        for (const node of removedNodes) note(node, 'removed');
      }
      if (found.length === 0) return;
      afterFrame(() => {
        const at = now();
        for (const event of found) recorder.events.push({ ...event, at });
      });
    }).observe(map, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-label'] });
  };

  let observed;
  let status = '';
  /** What can be seen in the frame that was drawn. */
  const look = () => {
    const map = document.querySelector('#map');
    if (map === null) return;
    if (map !== observed) {
      observed = map;
      observe(map);
    }
    if (map.querySelector('[data-id]') !== null) firstMarksAt ??= now();
    const text = document.querySelector('#status')?.innerText ?? '';
    if (text !== status) recorder.statuses.push([now(), text]);
    status = text;
  };
  if (window.parent === window) {
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        recorder.longTasks.push([performance.timeOrigin + startTime, duration]);
      }
    }).observe({ type: 'longtask', buffered: true });
  }

  window.podpathBench = {
    take: () => {
      const { updates, events, longTasks, statuses } = recorder;
      Object.assign(recorder, { updates: [], events: [], longTasks: [], statuses: [] });
      const marks = document.querySelectorAll('#map [data-id]').length;
      return { updates, events, longTasks, statuses, marks, ...(firstMarksAt > 0 ? { firstMarksAt } : {}) };
    },
    track: (ids) => {
      recorder.tracked = new Set(ids);
    },
    /** Milliseconds that so many empty frames take, from each one's first callback to the first task after it. */
    emptyFrames: (count) =>
      new Promise((resolve) => {
        const frames = [];
        const next = () => {
          afterFrame((frame) => {
            frames.push(frame);
            if (frames.length < count) next();
            else resolve(frames);
          });
        };
        next();
      }),
  };
})();
