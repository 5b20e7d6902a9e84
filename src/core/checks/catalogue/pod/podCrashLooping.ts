import { podScope } from '../../scopes/pod.ts';
import type { Container } from '../../../model/clusterSnapshot.ts';
import { defineCheck, type CheckResult } from '../../defineCheck.ts';
import { apiEvidence } from '../../../finding/evidence.ts';
import { crashingContainers, podStateOf } from '../../podState.ts';
import { rolloutUndo } from '../../rolloutRepair.ts';

/** How a container ended last, in one line. */
function lastEnd({ state, lastState }: Container): string {
  const ended = [state, lastState].find((candidate) => candidate?.kind === 'terminated') ?? lastState;
  const words = [
    ended?.reason,
    ended?.exitCode === undefined ? undefined : `exit code ${ended.exitCode}`,
    ended?.message?.trim().split('\n').at(-1),
  ].filter((word) => word !== undefined && word !== '');
  return words.length === 0 ? (state.message ?? 'it does not say why') : words.join(', ');
}

/** What the way in which a container ends asks for. */
function advice({ state, lastState }: Container): string {
  const reason = lastState?.reason ?? state.reason;
  if (reason === 'OOMKilled')
    return 'It needs more memory than its limit: raise the limit, or let it use less.';
  if (reason === 'StartError' || reason === 'ContainerCannotRun' || state.reason === 'RunContainerError')
    return 'It cannot be started as it is told: correct its command, or what it mounts.';
  return 'Correct what makes it end.';
}

/** A container of the pod starts, ends, and is started again after longer and longer pauses. */
export const podCrashLooping = defineCheck({
  code: 'pod-crash-looping',
  title: 'A container of the pod crashes again and again',
  scope: podScope,
  hop: 'target',
  severity: 'error',
  needs: ['pods'],
  explains: [
    'endpoints-none-ready',
    'coredns-no-endpoints',
    'service-internal-traffic-local',
    'port-not-listening',
    'proxy-rejects-no-endpoints',
  ],
  evaluate: ({ pod, role }, { snapshot, inquiry }): CheckResult => {
    const { namespace, name } = pod;
    if (podStateOf(pod, snapshot.asOf) !== 'crash-looping') return { kind: 'not-applicable' };
    const crashing = crashingContainers(pod, snapshot.asOf);
    const [first] = crashing;
    if (first === undefined) return { kind: 'not-applicable' };
    const undo = rolloutUndo(pod, inquiry);
    if (undo === 'pending') return { kind: 'pending' };
    const reference = { kind: 'pod', namespace, name } as const;
    return {
      kind: 'finding',
      certainty: first.state.kind === 'running' ? 'likely' : 'proven',
      summary: `Container ${first.name} of ${namespace}/${name} was restarted ${first.restartCount} times; it ended with ${lastEnd(first)}.`,
      objects: [reference],
      evidence: crashing.map((container) =>
        apiEvidence(
          reference,
          `${container.name}: restartCount ${container.restartCount}, ${container.state.reason ?? container.state.kind}, last: ${lastEnd(container)}`,
        ),
      ),
      remediation: {
        text: `${advice(first)} What it said last: kubectl logs --previous -c ${first.name}.${undo === undefined ? '' : ` ${undo.text}`}`,
        commands: undo === undefined ? [] : [undo.command],
      },
      // A client often crashes because it cannot connect; then this is not why.
      ...(role === 'source'
        ? ({ hop: 'resolver', severity: 'warning' } as const)
        : role === 'dns'
          ? ({ hop: 'dns' } as const)
          : {}),
    };
  },
});
