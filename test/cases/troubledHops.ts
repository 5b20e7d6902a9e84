/** The part of a diagnosis, as it leaves the program, that is looked at here. */
interface JudgedPaths {
  readonly paths: readonly {
    readonly verdict: string;
    readonly hops: readonly { readonly id: string; readonly status: string }[];
  }[];
}

/**
 * What a diagnosis says of the hops of each path: its verdict, and every hop that is not as it should be. Paths that say the same
 * stand once.
 */
export function troubledHops({ paths }: JudgedPaths): readonly string[] {
  const lines = paths.map(({ verdict, hops }) => {
    const troubled = hops.filter(({ status }) => status !== 'ok' && status !== 'not-applicable');
    return [verdict, ...troubled.map(({ id, status }) => `${id} ${status}`)].join(', ');
  });
  return [...new Set(lines)].sort();
}
