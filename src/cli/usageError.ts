/** Wrong usage or bad input: its message is for people, and the exit status is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
