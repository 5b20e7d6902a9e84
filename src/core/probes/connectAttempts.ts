import { readOutput } from './probeOutput.ts';

/** One address and port to try. */
export interface ConnectTarget {
  readonly address: string;
  readonly port: number;
}

/**
 * How one attempt ended. `failed`: no connection, and the tool does not say why. `silent`: nothing came back over UDP.
 * `unknown`: the tool could not try, or does not say what came of it; this tells nothing of the network.
 */
export type ConnectStatus =
  'connected' | 'refused' | 'timeout' | 'unreachable' | 'silent' | 'failed' | 'unknown';

export interface ConnectAttempt extends ConnectTarget {
  readonly status: ConnectStatus;
  /** The tool's own words. */
  readonly message: string;
}

export interface ConnectResult {
  readonly tool: string;
  readonly attempts: readonly ConnectAttempt[];
}

/** A shell's, and the dynamic loader's, statuses for a command that cannot be started (POSIX, XCU 2.8.2). */
const cannotRun: ReadonlySet<number> = new Set([126, 127]);

/**
 * The texts of ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN and ETIMEDOUT in glibc and musl. No tool and no shell
 * has them to say that it could not start.
 */
const networkErrors: readonly (readonly [RegExp, ConnectStatus])[] = [
  [/connection refused/i, 'refused'],
  [/no route to host|network (?:is )?unreachable|host is (?:unreachable|down)/i, 'unreachable'],
  [/(?:connection|operation) timed out/i, 'timeout'],
];

/** What a message says of the network, in words that only connect(2) and its like have. */
export function networkErrorIn(message: string): ConnectStatus | undefined {
  return networkErrors.find(([words]) => words.test(message))?.[1];
}

/** What is said of an attempt that tells nothing of the network. */
export function couldNotTry(tool: string, { message }: Pick<ConnectAttempt, 'message'>): string {
  const words = message.trim().slice(0, 160);
  return `${tool} does not say whether it connected${words === '' ? '' : ` (${words})`}`;
}

/** What the end of one attempt means: by the tool, its exit code and its words. */
export type StatusOf = (tool: string, exitCode: number, message: string) => ConnectStatus;

/** Reads "tool NAME" and one "@ ADDRESS PORT STATUS MESSAGE" an attempt, as the probes that try addresses print them. */
export function parseAttempts(
  text: string,
  statusOf: StatusOf,
): { value?: ConnectResult; errors: readonly string[] } {
  const { sections, errors: cut } = { errors: [], ...readOutput(text) };
  if (sections === undefined) return { errors: cut };
  const tool = /^tool (\S+)\n/.exec(text)?.[1];
  if (tool === undefined) return { errors: ['the probe printed no tool'] };
  const attempts: ConnectAttempt[] = [];
  const errors: string[] = [];
  for (const { title, text: stray } of sections) {
    const match = /^(\S+) (\d{1,5}) (\d{1,3})(?: (.*))?$/.exec(title);
    if (match?.[1] === undefined || stray.trim() !== '') {
      errors.push(`unexpected line: ${`${title}\n${stray}`.trim().slice(0, 120)}`);
      continue;
    }
    const [exitCode, message] = [Number(match[3]), match[4] ?? ''];
    const status = cannotRun.has(exitCode) ? 'unknown' : statusOf(tool, exitCode, message);
    attempts.push({ address: match[1], port: Number(match[2]), status, message });
  }
  const [first] = attempts;
  if (first !== undefined && attempts.every(({ status }) => status === 'unknown'))
    return { errors: [couldNotTry(tool, first), ...errors] };
  return { value: { tool, attempts }, errors };
}
