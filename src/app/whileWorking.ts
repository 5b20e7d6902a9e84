import type { EngineActivity, EngineEvents } from '../protocol/engineProtocol.ts';

/** Does something that may take long without a pause, and tells what it is as long as it does. */
export function whileWorking<Result>(
  events: Pick<EngineEvents, 'working'>,
  activity: EngineActivity,
  work: () => Result,
): Result {
  events.working(activity);
  try {
    return work();
  } finally {
    events.working();
  }
}
