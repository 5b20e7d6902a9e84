/** Something that is run in a lane. */
export interface LaneTask<Outcome> {
  readonly name: string;
  /** Names of tasks of other lanes that have to have ended well before this one starts. */
  readonly after?: readonly string[];
  /** Resolves with what became of it, and whether what comes after it may run. */
  readonly run: () => Promise<{ readonly outcome: Outcome; readonly ok: boolean }>;
}

/**
 * Runs lanes side by side, and the tasks of each lane one after the other. A task whose `after` has failed, or that was
 * never reached because of the signal, does not run.
 * @returns what became of each task that ran, by its name
 * @throws Error at once when an `after` names no task, or tasks wait for each other in a circle
 */
export async function runLanes<Outcome>(
  lanes: readonly (readonly LaneTask<Outcome>[])[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Outcome>> {
  refuseCircles(lanes);
  const outcomes = new Map<string, Outcome>();
  const ended = new Map<string, PromiseWithResolvers<boolean>>();
  for (const { name } of lanes.flat()) ended.set(name, Promise.withResolvers());
  const runTask = async ({ name, after = [], run }: LaneTask<Outcome>): Promise<boolean> => {
    const ready = await Promise.all(after.flatMap((other) => ended.get(other)?.promise ?? []));
    if (signal.aborted || ready.includes(false)) return false;
    const { outcome, ok } = await run();
    outcomes.set(name, outcome);
    return ok;
  };
  await Promise.all(
    lanes.map(async (tasks) => {
      for (const task of tasks) ended.get(task.name)?.resolve(await runTask(task));
    }),
  );
  return outcomes;
}

/** Tries to run everything in thought: what is left waits for something that never ends. */
function refuseCircles(lanes: readonly (readonly Pick<LaneTask<unknown>, 'name' | 'after'>[])[]): void {
  const waiting = lanes.map((tasks) => [...tasks]);
  const done = new Set<string>();
  for (let isMoving = true; isMoving;) {
    isMoving = false;
    for (const tasks of waiting) {
      const [first] = tasks;
      if (first === undefined || !(first.after ?? []).every((name) => done.has(name))) continue;
      done.add(first.name);
      tasks.shift();
      isMoving = true;
    }
  }
  const left = waiting.flat().map(({ name }) => name);
  if (left.length > 0) throw new Error(`these would wait for ever: ${left.join(', ')}`);
}
