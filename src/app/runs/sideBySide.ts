/** What may run side by side: so many pieces of work in all, and so much at one place. */
export interface SideBySide {
  /**
   * Runs work as soon as there is room for it; work that waits is begun in its order, but for what waits for its own place.
   * @param place where it runs
   * @param weight how much of the room of its place it takes; more than all of it counts as all
   */
  run<Result>(place: string, weight: number, work: () => Promise<Result>): Promise<Result>;
}

/**
 * A limit on what runs side by side.
 * @param most pieces of work in all
 * @param mostAtOnePlace weight at one place
 */
export function limitSideBySide(most: number, mostAtOnePlace: number): SideBySide {
  const waiting: { readonly place: string; readonly weight: number; readonly begin: () => void }[] = [];
  const weights = new Map<string, number>();
  let running = 0;

  function beginWhatFits(): void {
    for (let index = 0; index < waiting.length && running < most;) {
      const next = waiting[index];
      const taken = weights.get(next?.place ?? '') ?? 0;
      if (next === undefined || taken + next.weight > mostAtOnePlace) {
        index += 1;
        continue;
      }
      waiting.splice(index, 1);
      running += 1;
      weights.set(next.place, taken + next.weight);
      next.begin();
    }
  }

  return {
    run: async (place, weight, work) => {
      const own = Math.min(weight, mostAtOnePlace);
      await new Promise<void>((begin) => {
        waiting.push({ place, weight: own, begin });
        beginWhatFits();
      });
      try {
        return await work();
      } finally {
        running -= 1;
        const left = (weights.get(place) ?? own) - own;
        if (left === 0) weights.delete(place);
        else weights.set(place, left);
        beginWhatFits();
      }
    },
  };
}
