import { limitSideBySide } from './sideBySide.ts';
import { commandOfRequest } from '../../core/probes/commandLine.ts';
import {
  describeVantage,
  permissionOf,
  type Observation,
  type Permission,
  type ProbeOutcome,
  type ProbeRequest,
} from '../../core/probes/observation.ts';
import { redactObservation } from '../../core/probes/redactObservation.ts';
import { toJson } from '../../core/text/documentText.ts';
import type { Clock, Cluster, ExecResult, ReadResult } from '../ports.ts';
import { notAllowed, type PrivilegedPlaces, type ReadyPlace } from '../privileged/privilegedPlaces.ts';
import type { Refusal } from '../privileged/placePlan.ts';
import { neededFields } from '../objects/neededFields.ts';
import { kindOfPath } from '../objects/objectPath.ts';

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
  /**
   * Makes the places that are not there yet, as the user allows them. Without it a probe that needs one is declined:
   * only what reads, or runs a program in a container that is there, needs nobody's consent.
   */
  readonly places?: Pick<PrivilegedPlaces, 'placeFor'>;
  /** The image that commands name in which a person would make such a place. */
  readonly debugImage?: string;
  /** Told each command before it is run, as a person would type it. */
  readonly onCommand?: (command: string) => void;
}

/** Where nothing can be created there is nothing but what a file holds. */
const notRecorded = 'not recorded in this case';

/** Probes that run side by side: enough to hide latency, few enough for an API server's exec limits. */
const mostParallel = 8;

/** Programs that run side by side in one container, which is somebody's own and has a memory limit. */
const mostProcessesAtOnePlace = 8;

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

function readAnswer(result: ReadResult, path: string): Raw {
  switch (result.kind) {
    case 'found':
      return { outcome: 'ok', stdout: toJson(neededFields(result.body, kindOfPath(path))) };
    case 'not-found':
      return { outcome: 'error', reason: result.reason };
    case 'failed':
      return { outcome: 'error', reason: result.reason };
    default:
      return { outcome: result.kind, reason: result.reason };
  }
}

/** What a permission is needed for. */
const needs: Readonly<Record<Permission, string>> = {
  'debug-container': 'needs a debug container in the pod',
  'node-pod': 'needs a privileged pod on the node',
};

/** Why a permission that was not given keeps a probe from being run, with the words that would give it. */
function declined(permission: Permission, why: string): Raw {
  return { outcome: 'declined', reason: `${needs[permission]}, ${why} (--allow ${permission})` };
}

async function execute(
  request: ProbeRequest,
  place: ReadyPlace | undefined,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Raw> {
  const { action, vantage, timeoutMilliseconds } = request;
  if (action.kind === 'read')
    return readAnswer(await cluster.read(action.path, timeoutMilliseconds, signal), action.path);
  const target = place?.target ?? (vantage.kind === 'pod' ? vantage : undefined);
  if (target === undefined) return { outcome: 'error', reason: 'there is no place to run it' };
  const { namespace, pod, container } = target;
  return readExec(
    await cluster.exec({ namespace, pod, container, argv: action.argv, timeoutMilliseconds }, signal),
  );
}

/** A runner over one cluster. */
export function createProbeRunner(options: ProbeRunnerOptions): ProbeRunner {
  const { cluster, clock, onCommand, places, debugImage } = options;

  /** What keeps a probe from being run at all; else its place, where it needs one that was not there. */
  async function prepare(
    request: ProbeRequest,
    signal: AbortSignal,
  ): Promise<{ readonly refused: Raw } | { readonly place?: ReadyPlace }> {
    const permission = permissionOf(request.privilege);
    if (permission === undefined) return {};
    if (cluster.changes === undefined) return { refused: { outcome: 'error', reason: notRecorded } };
    if (places === undefined) return { refused: declined(permission, notAllowed) };
    const place: ReadyPlace | Refusal = await places.placeFor(request, signal);
    if (place.kind === 'ready') return { place };
    const { outcome, reason } = place;
    return { refused: outcome === 'declined' ? declined(permission, reason) : { outcome, reason } };
  }

  async function observe(
    request: ProbeRequest,
    prepared: Awaited<ReturnType<typeof prepare>>,
    signal: AbortSignal,
  ): Promise<Observation | undefined> {
    const command = commandOfRequest(request, debugImage);
    const started = clock.elapsed();
    const at = clock.now();
    let raw: Raw;
    if ('refused' in prepared) {
      raw = prepared.refused;
    } else {
      onCommand?.(command);
      try {
        raw = await execute(request, prepared.place, cluster, signal);
      } catch (error) {
        raw = { outcome: 'error', reason: error instanceof Error ? error.message : String(error) };
      }
    }
    if (signal.aborted) return undefined;
    const { key, probe, vantage, privilege } = request;
    return redactObservation({
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
    });
  }

  const sideBySide = limitSideBySide(mostParallel, mostProcessesAtOnePlace);

  return {
    run: async (requests, onObservation, signal) => {
      const work = async (request: ProbeRequest): Promise<void> => {
        // Waiting for a user's answer keeps nobody else from looking.
        const prepared = await prepare(request, signal).catch((error: unknown) => {
          if (signal.aborted) return undefined;
          const reason = error instanceof Error ? error.message : String(error);
          return { refused: { outcome: 'error' as const, reason } };
        });
        if (prepared === undefined) return;
        await sideBySide.run(describeVantage(request.vantage), request.processes, async () => {
          const observation = signal.aborted ? undefined : await observe(request, prepared, signal);
          if (observation !== undefined) onObservation(observation);
        });
      };
      await Promise.all(requests.map(work));
    },
  };
}
