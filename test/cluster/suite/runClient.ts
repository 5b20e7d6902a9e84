import type { RunningCluster } from '../testBed.ts';
import { waitFor } from '../waitFor.ts';
import type { PlainClient } from './scene.ts';

/** How often in a row a client has to say the same before it counts: Services choose a backend each time. */
const agreement = 3;

/** Runs its arguments that often, each time with the exit status behind the output, as a line of its own. */
const repeatedly =
  'count=$1; shift; while [ $count -gt 0 ]; do "$@" 2>&1; status=$?; echo; echo "@ $status"; count=$((count - 1)); done';

const patience = { timeout: 90_000, interval: 200 };

/** How one use of the connection ended. */
export interface ClientOutcome {
  readonly works: boolean;
  /** Everything that the client printed. */
  readonly words: string;
}

/** Lets a client use the connection several times, one after the other. */
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
