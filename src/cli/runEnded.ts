import type { ExitStatus } from './exitStatus.ts';

/** The run is ended by something outside of its command; the reason with which {@link CliHost.signal} aborts then. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded';
  readonly status: ExitStatus;

  /** @param message what to tell; '' when there is nothing to say, or nobody left to read it */
  constructor(message: string, status: ExitStatus) {
    super(message);
    this.status = status;
  }
}
