import { ConnectionError } from '../app/ports.ts';
import { UsageError } from './usageError.ts';

/** What to tell about an error that ends a command; of one that nobody expected, where it came from. */
export function messageOf(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof ConnectionError) return `${error.problem.message}\n  ${error.problem.advice}`;
  return `this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
