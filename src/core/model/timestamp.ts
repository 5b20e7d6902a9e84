/** A point in time, RFC 3339 in UTC. Time is data in core: nothing here reads a clock. */
export type Timestamp = string;
