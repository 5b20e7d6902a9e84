import { outcomeOf } from '../inquiry/connection.ts';
import type { QuestionFacts } from './questionFacts.ts';

/** Every address answers each time, and so does every backend: whatever else looks odd, traffic flows. */
export function trafficFlows({ destination, connections }: QuestionFacts): boolean {
  return (
    destination.dialed.length > 0 &&
    destination.dialed.every(
      (dialed) =>
        outcomeOf(connections.to(dialed)) === 'all' &&
        dialed.backends.every((backend) => outcomeOf(connections.to(backend)) === 'all'),
    )
  );
}
