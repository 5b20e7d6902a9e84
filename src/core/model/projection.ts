/**
 * What reading an object of unknown shape gave. Parsing never throws: what could not be read is named in `errors`,
 * and `value` is present when enough of it was readable to be of use.
 */
export interface Projection<Value> {
  readonly value?: Value;
  readonly errors: readonly string[];
}
