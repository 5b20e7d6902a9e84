import type { MarkShape } from './markSize.ts';

/** Line drawings per kind in a box of 16 by 16, so that the kind is told by more than the outline of the mark. */
export const kindIcons: Readonly<Record<MarkShape, string>> = {
  // A ring that hands on to the right.
  service: 'M7 3.2a4.8 4.8 0 1 0 0 9.6M7 8h7.4M11.6 5.2 14.4 8l-2.8 2.8',
  // Two sheets of one stack.
  workload: 'M2.5 5.5h8v8h-8zM5.5 5.5v-3h8v8h-3',
  // A hexagon, as in the Kubernetes icons for a pod.
  pod: 'M8 1.8 13.4 4.9v6.2L8 14.2 2.6 11.1V4.9Z',
  // A globe.
  external:
    'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8ZM1.8 8h12.4M8 1.8c-3.4 3.6-3.4 8.8 0 12.4 3.4-3.6 3.4-8.8 0-12.4',
  clients:
    'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8ZM1.8 8h12.4M8 1.8c-3.4 3.6-3.4 8.8 0 12.4 3.4-3.6 3.4-8.8 0-12.4',
  // Corners of a frame.
  tile: 'M2 5.5V2h3.5M10.5 2H14v3.5M14 10.5V14h-3.5M5.5 14H2v-3.5',
  // Three dots.
  rest: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
};
