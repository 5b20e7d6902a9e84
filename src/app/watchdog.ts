/** What a watchdog watches over. */
export interface Watched {
  /** Resolves or rejects soon after it was called, as long as what is watched works at all. */
  readonly ping: () => Promise<unknown>;
  /** It has not answered for too long; told once. */
  readonly onSilent: () => void;
}

/** How often a watchdog looks, and how often in a row it may find nothing. */
export interface Patience {
  readonly tickMilliseconds: number;
  readonly ticks: number;
}

/** Fifteen seconds: nothing that the engine does takes that long, also on a slow machine, unless it never ends. */
export const usualPatience: Patience = { tickMilliseconds: 3000, ticks: 5 };

/**
 * Looks again and again whether something still answers. It asks at once, before anything else can be asked, and counts from the
 * first answer on: how long a start takes is a matter of the machine. It counts its own ticks and not the time: while this
 * process does not run (a laptop that sleeps, a debugger), nothing is held against anybody.
 * @returns what ends the watching
 */
export function watchOver({ ping, onSilent }: Watched, { tickMilliseconds, ticks }: Patience): () => void {
  let silent = 0;
  let isAsked = false;
  let hasAnswered = false;
  const ask = (): void => {
    isAsked = true;
    const answered = (): void => {
      isAsked = false;
      hasAnswered = true;
      silent = 0;
    };
    ping().then(answered, answered);
  };
  const timer = setInterval(() => {
    if (!isAsked) ask();
    if (!hasAnswered) return;
    silent += 1;
    if (silent <= ticks) return;
    clearInterval(timer);
    onSilent();
  }, tickMilliseconds);
  timer.unref();
  ask();
  return () => {
    clearInterval(timer);
  };
}
