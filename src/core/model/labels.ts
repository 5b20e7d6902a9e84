/** Labels of one object. Keys come from the cluster, so read them with {@link labelValue}, never by plain index. */
export type Labels = Readonly<Record<string, string>>;

/** The value of one label; `undefined` when the object does not carry it (a label named "constructor" included). */
export function labelValue(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/**
 * Whether labels satisfy an equality selector, as Services use it: every pair must be present.
 * An empty selector selects everything; a Service without a selector has none to evaluate, which the caller decides.
 */
export function matchesEqualitySelector(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labelValue(labels, key) === value);
}

/** `key=value` pairs joined by commas, keys sorted: the form that `kubectl -l` takes. */
export function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}
