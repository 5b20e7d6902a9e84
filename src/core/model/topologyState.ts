/** `inactive`: finished or scaled to nothing on purpose. `unknown`: what would tell is not readable. */
export type TopologyState = 'ok' | 'warning' | 'error' | 'unknown' | 'inactive';
