/** How often something is told at most, in milliseconds: what is shown to people changes no faster than they can read. */
const progressMilliseconds = 50;

/** Tells the newest value, the first one at once and the later ones some times a second at most. */
export function throttle<Value>(tell: ((value: Value) => void) | undefined): {
  readonly next: (value: Value) => void;
  /** Nothing more is told. */
  readonly end: () => void;
} {
  let waiting: { readonly value: Value } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pause = (): void => {
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting === undefined) return;
      const { value } = waiting;
      waiting = undefined;
      pause();
      tell?.(value);
    }, progressMilliseconds);
  };
  return {
    next: (value) => {
      if (timer !== undefined) {
        waiting = { value };
        return;
      }
      pause();
      tell?.(value);
    },
    end: () => {
      clearTimeout(timer);
    },
  };
}
