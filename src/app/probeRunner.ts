import { commandOfRequest } from '../core/probes/commandLine.ts';
import type { Observation, Privilege, ProbeOutcome, ProbeRequest } from '../core/probes/observation.ts';
import type { Clock, Cluster, ExecResult, ReadResult } from './ports.ts';
import { trimObject } from './trimObject.ts';

/** Executes probes. Never rejects: whatever happens becomes an observation, or nothing when the signal aborts. */
export interface ProbeRunner {
  run(
    requests: readonly ProbeRequest[],
    onObservation: (observation: Observation) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

export interface ProbeRunnerOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** What may be run without asking anybody. */
  readonly allowed?: ReadonlySet<Privilege>;
  /** Told each command before it is run, as a person would type it. */
  readonly onCommand?: (command: string) => void;
}

/** Reading, and running a program in a container that runs already. */
const defaultPrivileges: ReadonlySet<Privilege> = new Set(['api', 'exec']);

/** Probes that run side by side: enough to hide latency, few enough for an API server's exec limits. */
const mostParallel = 8;

/** A shell's words for "cannot be executed" and "not found" (POSIX, XCU 2.8.2). */
const shellNotExecutable = 126;
const shellNotFound = 127;

interface Raw {
  readonly outcome: ProbeOutcome;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  readonly reason?: string;
}

function readExec(result: ExecResult): Raw {
  if (result.kind !== 'exited') {
    const outcomes = {
      missing: 'tool-missing',
      forbidden: 'forbidden',
      timeout: 'timeout',
      failed: 'error',
    } as const;
    return { outcome: outcomes[result.kind], reason: result.reason };
  }
  const { exitCode, stdout, stderr } = result;
  if (exitCode === shellNotFound || exitCode === shellNotExecutable) {
    const words = stderr.trim();
    return { outcome: 'tool-missing', exitCode, stdout, stderr, ...(words === '' ? {} : { reason: words }) };
  }
  return { outcome: 'ok', exitCode, stdout, stderr };
}

function readAnswer(result: ReadResult): Raw {
  switch (result.kind) {
    case 'found':
      return { outcome: 'ok', stdout: JSON.stringify(trimObject(result.body)) };
    case 'not-found':
      return { outcome: 'error', reason: result.reason };
    case 'failed':
      return { outcome: 'error', reason: result.reason };
    default:
      return { outcome: result.kind, reason: result.reason };
  }
}

/** The flag of the command line that would allow a privilege. */
function permissionHint(privilege: Privilege): string {
  if (privilege === 'node-pod') return 'needs a privileged pod on the node (--allow node-pod)';
  return 'needs a debug container in the pod (--allow debug-container)';
}

async function execute(request: ProbeRequest, cluster: Cluster, signal: AbortSignal): Promise<Raw> {
  const { action, vantage, timeoutMilliseconds } = request;
  if (action.kind === 'read') return readAnswer(await cluster.read(action.path, timeoutMilliseconds, signal));
  if (vantage.kind !== 'pod') return { outcome: 'declined', reason: permissionHint(request.privilege) };
  const { namespace, pod, container } = vantage;
  return readExec(
    await cluster.exec({ namespace, pod, container, argv: action.argv, timeoutMilliseconds }, signal),
  );
}

/** A runner over one cluster. */
export function createProbeRunner(options: ProbeRunnerOptions): ProbeRunner {
  const { cluster, clock, onCommand } = options;
  const allowed = options.allowed ?? defaultPrivileges;

  async function observe(request: ProbeRequest, signal: AbortSignal): Promise<Observation | undefined> {
    const command = commandOfRequest(request);
    const started = clock.elapsed();
    const at = clock.now();
    let raw: Raw;
    if (!allowed.has(request.privilege)) {
      raw = { outcome: 'declined', reason: permissionHint(request.privilege) };
    } else {
      onCommand?.(command);
      try {
        raw = await execute(request, cluster, signal);
      } catch (error) {
        raw = { outcome: 'error', reason: error instanceof Error ? error.message : String(error) };
      }
    }
    if (signal.aborted) return undefined;
    const { key, probe, vantage, privilege } = request;
    return {
      key,
      probe,
      vantage,
      privilege,
      command,
      at,
      milliseconds: Math.round(clock.elapsed() - started),
      outcome: raw.outcome,
      stdout: raw.stdout ?? '',
      stderr: raw.stderr ?? '',
      ...(raw.exitCode === undefined ? {} : { exitCode: raw.exitCode }),
      ...(raw.reason === undefined ? {} : { reason: raw.reason }),
    };
  }

  let active = 0;
  const waiting: (() => void)[] = [];
  /** Waits for one of the places that all runs of this runner share. */
  const takePlace = async (): Promise<void> => {
    if (active < mostParallel) active += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leavePlace = (): void => {
    const next = waiting.shift();
    if (next === undefined) active -= 1;
    else next();
  };

  return {
    run: async (requests, onObservation, signal) => {
      const work = async (request: ProbeRequest): Promise<void> => {
        await takePlace();
        try {
          const observation = signal.aborted ? undefined : await observe(request, signal);
          if (observation !== undefined) onObservation(observation);
        } finally {
          leavePlace();
        }
      };
      await Promise.all(requests.map(work));
    },
  };
}
