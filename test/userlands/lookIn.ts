import { commandOfRequest } from '../../src/core/probes/commandLine.ts';
import { requestOf, type Probe } from '../../src/core/probes/defineProbe.ts';
import type { Observation } from '../../src/core/probes/observation.ts';
import { runIn, type Outcome, type OwnFiles, type Part } from './userland.ts';

/** What a probe makes of what its own command printed. */
export interface Look<Result> extends Outcome {
  readonly value: Result | undefined;
  readonly errors: readonly string[];
  /** Everything that was printed, to be shown where a test fails. */
  readonly said: string;
}

/** Runs a probe's own command in a userland and reads what it prints. */
export async function lookIn<Asked, Result>(
  parts: readonly Part[],
  probe: Probe<Asked, Result>,
  asked: Asked,
  files: OwnFiles = {},
): Promise<Look<Result>> {
  const request = requestOf(probe, asked, '');
  const { action } = request;
  const outcome = await runIn(parts, action.kind === 'exec' ? action.argv : [], files);
  const observation: Observation = {
    ...request,
    command: commandOfRequest(request),
    at: '2026-01-01T00:00:00.000Z',
    milliseconds: 1,
    outcome: 'ok',
    ...(outcome.exitCode === null ? {} : { exitCode: outcome.exitCode }),
    stdout: outcome.stdout,
    stderr: outcome.stderr,
  };
  const { value, errors } = probe.parse(observation);
  return { ...outcome, value, errors, said: outcome.stdout + outcome.stderr };
}
