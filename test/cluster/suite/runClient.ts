import type { RunningCluster } from '../testBed.ts';
import { waitFor } from '../waitFor.ts';
import type { PlainClient } from './scene.ts';

/** How many clients at once have to say the same before it counts: Services choose a backend each time. */
const agreement = 3;

/**
 * Runs its arguments that often, all at once, so that what waits for a time-out waits once. Each writes its output with the
 * exit status behind it as a line of its own, in one piece that no other comes into (POSIX: up to PIPE_BUF bytes).
 */
const repeatedly =
  'count=$1; shift; while [ $count -gt 0 ]; do { words=$("$@" 2>&1); status=$?; printf "%s\\n@ %s\\n" "$words" "$status"; } & count=$((count - 1)); done; wait';

const patience = { timeout: 90_000, interval: 200 };

/** How one use of the connection ended. */
export interface ClientOutcome {
  readonly works: boolean;
  /** Everything that the client printed. */
  readonly words: string;
}

/** Lets a client use the connection several times at once. */
export async function runClient(cluster: RunningCluster, client: PlainClient): Promise<ClientOutcome[]> {
  const { namespace, pod, argv, success } = client;
  const exec = ['exec', '-n', namespace, pod, '--', 'sh', '-c', repeatedly, 'sh', String(agreement), ...argv];
  const { stdout, stderr, exitCode } = await cluster.kubectl(exec, { timeout: 60_000, allowFailure: true });
  // The client's own pod may be what is missing.
  if (exitCode !== 0) return [{ works: false, words: stderr.trim() }];
  const uses = stdout.split(/^@ (\d+)\n/m);
  return Array.from({ length: agreement }, (_, index) => {
    const words = (uses[2 * index] ?? '').trim();
    return { works: uses[2 * index + 1] === '0' && success.test(words), words };
  });
}

/** Awaits that the connection works again and again. */
export function awaitWorking(
  cluster: RunningCluster,
  client: PlainClient,
  signal: AbortSignal,
): Promise<void> {
  return awaitAgreement(cluster, client, 'the plain client to work', ({ works }) => works, signal);
}

/** Awaits that the connection fails again and again, in the expected way. */
export function awaitFailing(
  cluster: RunningCluster,
  client: PlainClient,
  symptom: RegExp | undefined,
  signal: AbortSignal,
): Promise<void> {
  const fails = ({ works, words }: ClientOutcome): boolean => !works && (symptom?.test(words) ?? true);
  return awaitAgreement(cluster, client, 'the plain client to fail', fails, signal);
}

async function awaitAgreement(
  cluster: RunningCluster,
  client: PlainClient,
  what: string,
  judge: (outcome: ClientOutcome) => boolean,
  signal: AbortSignal,
): Promise<void> {
  await waitFor(
    what,
    async () => {
      const other = (await runClient(cluster, client)).find((outcome) => !judge(outcome));
      if (other !== undefined) throw new Error(`\`${client.argv.join(' ')}\` said: ${other.words}`);
      return true;
    },
    { ...patience, signal },
  );
}
