import type { MarkShape } from '../placement/markSize.ts';

const globe =
  'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8ZM1.8 8h12.4M8 1.8c-3.4 3.6-3.4 8.8 0 12.4 3.4-3.6 3.4-8.8 0-12.4';
const shield = 'M8 1.8 13.2 3.6v4.2c0 3-2.2 5.2-5.2 6.4-3-1.2-5.2-3.4-5.2-6.4V3.6Z';

/** Line drawings per kind in a box of 16 by 16, so that the kind is told by more than the outline of the mark. */
export const kindIcons: Readonly<Record<MarkShape, string>> = {
  // A ring that hands on to the right.
  service: 'M7 3.2a4.8 4.8 0 1 0 0 9.6M7 8h7.4M11.6 5.2 14.4 8l-2.8 2.8',
  // Two sheets of one stack.
  workload: 'M2.5 5.5h8v8h-8zM5.5 5.5v-3h8v8h-3',
  // A hexagon, as in the Kubernetes icons for a pod.
  pod: 'M8 1.8 13.4 4.9v6.2L8 14.2 2.6 11.1V4.9Z',
  external: globe,
  clients: globe,
  // An arrow that enters through a door.
  ingress: 'M9.5 2.5h4v11h-4M2 8h8.2M7.4 5.2 10.2 8l-2.8 2.8',
  // A gate of two posts and a beam.
  gateway: 'M2 4.2c3.6-2.4 8.4-2.4 12 0M3.6 3.6v10M12.4 3.6v10M3.6 7.6h8.8',
  // One way in, two ways on.
  route: 'M2 8h4.4c2 0 2.4-4 5-4h2.4M6.4 8c2 0 2.4 4 5 4h2.4M12 2.2 13.8 4 12 5.8M12 10.2l1.8 1.8-1.8 1.8',
  policy: shield,
  // A machine with its two drives.
  node: 'M2.2 2.6h11.6v4.6H2.2zM2.2 8.8h11.6v4.6H2.2zM4.6 4.9h.1M4.6 11.1h.1',
  // Corners of a frame.
  tile: 'M2 5.5V2h3.5M10.5 2H14v3.5M14 10.5V14h-3.5M5.5 14H2v-3.5',
  // Three dots.
  rest: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
};

/** The sign of what policies isolate. */
export const isolationIcon = shield;
