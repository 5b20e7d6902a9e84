/** Raw API objects as a server sends them, with what a projection needs. */
export function rawPod(name: string, namespace = 'shop', resourceVersion = '1'): object {
  return {
    metadata: { name, namespace, uid: `uid-${name}`, resourceVersion },
    spec: { containers: [{ name: 'app', image: 'example/app:1' }] },
    status: { phase: 'Running' },
  };
}

/** A list answer. */
export function rawList(items: readonly object[], resourceVersion = '10', continueToken?: string): object {
  return {
    kind: 'List',
    metadata: { resourceVersion, ...(continueToken === undefined ? {} : { continue: continueToken }) },
    items,
  };
}
