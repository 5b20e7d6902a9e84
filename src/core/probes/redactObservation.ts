import type { Observation } from './observation.ts';
import { toJson } from '../text/documentText.ts';
import { redactOutput, redactSecrets } from '../text/redactSecrets.ts';
import { redactValues } from '../text/redactValues.ts';

/** An answer of the API server is data: its labels and selectors stay, whatever they are called. */
function redactAnswer(text: string): string {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return redactOutput(text);
  }
  const redacted = toJson(redactValues(answer));
  return redacted === toJson(answer) ? text : redacted;
}

/**
 * An observation without credentials in what was printed. What is left is what every reader of it needs, so a recorded answer
 * says the same as the one that was read first. Its key and its command are the program's own words.
 */
export function redactObservation(observation: Observation): Observation {
  const { vantage, stdout, stderr, reason } = observation;
  return {
    ...observation,
    stdout: vantage.kind === 'api' ? redactAnswer(stdout) : redactOutput(stdout),
    stderr: redactOutput(stderr),
    ...(reason === undefined ? {} : { reason: redactSecrets(reason) }),
  };
}
