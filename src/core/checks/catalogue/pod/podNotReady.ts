import { podScope } from '../../scopes/pod.ts';
import type { Evidence, Remediation } from '../../../finding/finding.ts';
import type { Inquiry } from '../../../inquiry/inquiry.ts';
import type { Pod } from '../../../model/clusterSnapshot.ts';
import type { ContainerStartup, ReadinessProbe } from '../../../model/podStartup.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { podEventsProbe, type PodEvent } from '../../../probes/podEventsProbe.ts';
import { formatSocket } from '../../../probes/socketsProbe.ts';
import { defineCheck, type CheckResult } from '../../defineCheck.ts';
import { apiEvidence, probeEvidence } from '../../../finding/evidence.ts';
import { listeningFacts } from '../../listeningFacts.ts';
import { stepPodSpecCommands } from '../../podSpecRepair.ts';
import { podStateOf, startingFor } from '../../podState.ts';
import { rolloutUndo } from '../../rolloutRepair.ts';

/** Events that say why a pod is not ready, as the kubelet names them (pkg/kubelet/events/event.go). */
const telling: ReadonlySet<string> = new Set([
  ...['Unhealthy', 'ProbeWarning', 'Failed', 'BackOff', 'ErrImageNeverPull', 'InspectFailed'],
  ...[
    'FailedMount',
    'FailedAttachVolume',
    'FailedCreatePodSandBox',
    'FailedPostStartHook',
    'NetworkNotReady',
  ],
]);

/** `GET :8080/healthz`, `TCP :8080`, `exec /bin/check`. */
function describeProbe({ kind, port, path, program }: ReadinessProbe): string {
  switch (kind) {
    case 'http':
      return `GET :${port ?? ''}${path ?? ''}`;
    case 'exec':
      return `exec ${program ?? ''}`;
    default:
      return `${kind.toUpperCase()} :${port ?? ''}`;
  }
}

/** Readiness gates that nobody has met, while the containers are ready (KEP-580). */
function unmetGates({ startup, conditions }: Pod): readonly string[] {
  const gates = startup?.readinessGates ?? [];
  return gates.filter((gate) => !conditions.some(({ type, status }) => type === gate && status === 'True'));
}

/** The first container that runs and is not ready, with the probe that decides it. */
function failingProbe(
  pod: Pod,
): { container: ContainerStartup; index: number; probe: ReadinessProbe } | undefined {
  const containers = pod.startup?.containers ?? [];
  for (const [index, container] of containers.entries()) {
    const status = pod.containers.find(({ name }) => name === container.name);
    const { readinessProbe: probe } = container;
    if (status?.state.kind === 'running' && !status.ready && probe !== undefined)
      return { container, index, probe };
  }
  return undefined;
}

/** Why the pod is not ready, as far as its own status tells. */
function reasonOf(pod: Pod): string {
  const condition = pod.conditions.find(({ type }) => type === 'Ready');
  const init = pod.startup?.initContainers[0];
  if (init !== undefined) {
    const { state } = init;
    return `its init container ${init.name} has not ended well (${state.reason ?? state.kind})`;
  }
  const waiting = pod.containers.find(({ state }) => state.kind === 'waiting');
  if (waiting !== undefined) {
    const { reason, message } = waiting.state;
    return `its container ${waiting.name} waits (${[reason, message].filter((word) => word !== undefined).join(': ')})`;
  }
  const ended = pod.containers.find(({ state, ready }) => state.kind === 'terminated' && !ready);
  if (ended !== undefined) {
    const { reason, exitCode } = ended.state;
    return `its container ${ended.name} has ended (${reason ?? ''}${exitCode === undefined ? '' : `, exit code ${exitCode}`})`;
  }
  const failing = failingProbe(pod);
  if (failing !== undefined)
    return `the readiness probe of ${failing.container.name} fails (${describeProbe(failing.probe)})`;
  const [gate] = unmetGates(pod);
  if (gate !== undefined) {
    const own = pod.conditions.find(({ type }) => type === gate);
    return `its readiness gate ${gate} is ${own === undefined ? 'not set by anybody' : `${own.status}${own.message === undefined ? '' : ` (${own.message})`}`}`;
  }
  return condition?.message ?? condition?.reason ?? 'its status does not say why';
}

/** The number of the port that a probe asks; a name is one of the container's own. */
function numberOf(pod: Pod, container: string, { port }: ReadinessProbe): number | undefined {
  if (typeof port === 'number') return port;
  return pod.containers.find(({ name }) => name === container)?.ports.find(({ name }) => name === port)
    ?.containerPort;
}

const portField: Readonly<Partial<Record<ReadinessProbe['kind'], string>>> = {
  http: 'httpGet',
  tcp: 'tcpSocket',
  grpc: 'grpc',
};

/** A probe asks a port on which nothing listens, and the pod listens on one other: the port is what is wrong. */
function repairProbePort(
  pod: Pod,
  inquiry: Inquiry,
): { readonly remediation: Remediation; readonly evidence: Evidence } | 'pending' | undefined {
  const failing = failingProbe(pod);
  const field = failing === undefined ? undefined : portField[failing.probe.kind];
  const [address] = pod.podIPs;
  if (failing === undefined || field === undefined || address === undefined) return undefined;
  const { container, index, probe } = failing;
  const port = numberOf(pod, container.name, probe);
  if (port === undefined) return undefined;
  const listening = listeningFacts({ pod, address, port, protocol: 'TCP' }, inquiry);
  if (listening.state === 'pending') return 'pending';
  if (listening.state === 'unavailable') return undefined;
  const { accepting, onLoopback, elsewhere, observation } = listening.facts;
  if (accepting.length > 0 || onLoopback.length > 0 || elsewhere.length === 0) return undefined;
  const declared = pod.containers.find(({ name }) => name === container.name)?.ports ?? [];
  const heard = [...new Set(elsewhere.map((socket) => socket.port))];
  const own = heard.filter((number) => declared.some(({ containerPort }) => containerPort === number));
  const candidates = own.length > 0 ? own : heard;
  const [only, second] = candidates;
  const sockets = elsewhere.map(formatSocket).join(', ');
  return {
    evidence: probeEvidence(
      observation,
      `no socket on port ${port}, which the readiness probe asks; others: ${sockets}`,
    ),
    remediation: {
      text: `The readiness probe of ${container.name} asks port ${port}, on which nothing listens; let it ask a port that serves (${heard.join(', ')}).`,
      commands:
        only === undefined || second !== undefined
          ? []
          : stepPodSpecCommands(pod, [
              { op: 'replace', path: `/containers/${index}/readinessProbe/${field}/port`, value: only },
            ]),
    },
  };
}

function repairGates(pod: Pod, gates: readonly string[]): Remediation {
  const conditions = gates.map((type) => ({ type, status: 'True' }));
  return {
    text: `Readiness gate ${gates.join(', ')}: some controller has to set this condition of the pods; look why it does not. The command sets it by hand.`,
    commands: [
      joinCommand([
        ...['kubectl', 'patch', 'pod', '-n', pod.namespace, pod.name, '--subresource=status'],
        ...['--type', 'strategic', '-p', JSON.stringify({ status: { conditions } })],
      ]),
    ],
  };
}

function repair(
  pod: Pod,
  reason: string,
  inquiry: Inquiry,
): { readonly remediation: Remediation; readonly evidence?: Evidence } | 'pending' {
  const gates = unmetGates(pod);
  const containersReady = pod.conditions.some(
    ({ type, status }) => type === 'ContainersReady' && status === 'True',
  );
  if (gates.length > 0 && containersReady) return { remediation: repairGates(pod, gates) };
  const probePort = repairProbePort(pod, inquiry);
  if (probePort === 'pending') return 'pending';
  if (probePort !== undefined && probePort.remediation.commands.length > 0) return probePort;
  const undo = rolloutUndo(pod, inquiry);
  if (undo === 'pending') return 'pending';
  const text = probePort?.remediation.text ?? `Make it ready: ${reason}.`;
  return {
    remediation:
      undo === undefined
        ? { text, commands: [] }
        : { text: `${text} ${undo.text}`, commands: [undo.command] },
    ...(probePort === undefined ? {} : { evidence: probePort.evidence }),
  };
}

/** The newest event that says why, and where it was read. */
function tellingEvent(
  pod: Pod,
  inquiry: Inquiry,
): { readonly event: PodEvent; readonly evidence: Evidence } | 'pending' | undefined {
  const { namespace, name, uid } = pod;
  const answer = inquiry.ask(podEventsProbe, { namespace, pod: name, uid }, `why ${name} is not ready`);
  if (answer.state === 'pending') return 'pending';
  if (answer.state === 'unavailable') return undefined;
  const event = answer.value.find(({ reason }) => telling.has(reason));
  if (event === undefined) return undefined;
  return { event, evidence: probeEvidence(answer.observation, `${event.reason}: ${event.message}`) };
}

/** The pod is on a node and not ready: a container does not run, a readiness probe fails or a readiness gate is not met. */
export const podNotReady = defineCheck({
  code: 'pod-not-ready',
  title: 'The pod is not ready',
  scope: podScope,
  hop: 'target',
  severity: 'error',
  needs: ['pods'],
  explains: [
    'endpoints-none-ready',
    'coredns-no-endpoints',
    'service-internal-traffic-local',
    'proxy-rejects-no-endpoints',
  ],
  evaluate: ({ pod, role }, { snapshot, inquiry }): CheckResult => {
    const { namespace, name } = pod;
    const state = podStateOf(pod, snapshot.asOf);
    const reference = { kind: 'pod', namespace, name } as const;
    const place =
      role === 'source' ? ({ hop: 'resolver' } as const) : role === 'dns' ? ({ hop: 'dns' } as const) : {};
    if (state === 'ready') return { kind: 'pass', because: `${name} is ready` };
    if (state === 'ended') {
      return {
        kind: 'finding',
        certainty: 'proven',
        summary: `Pod ${namespace}/${name} has ended (${pod.reason ?? pod.phase}): nothing runs in it any more.`,
        objects: [reference],
        evidence: [apiEvidence(reference, `phase: ${pod.phase}`)],
        remediation: { text: 'Ask about a pod that runs, or start it again.', commands: [] },
        ...place,
      };
    }
    if (state !== 'not-ready' && state !== 'starting') return { kind: 'not-applicable' };
    // Readiness decides what a Service sends, not what a pod answers itself: where its containers run, ask them.
    if (role === 'target' && pod.containers.every((container) => container.state.kind === 'running'))
      return { kind: 'not-applicable' };
    const told = tellingEvent(pod, inquiry);
    if (state === 'starting' && told === undefined) {
      const seconds = Math.round((startingFor(pod, snapshot.asOf) ?? 0) / 1000);
      const reason = `pod ${namespace}/${name} has been starting for ${seconds} s, and no event tells of a failure`;
      return { kind: 'skipped', reason, settlesSoon: true };
    }
    const reason = reasonOf(pod);
    const repaired = repair(pod, reason, inquiry);
    if (told === 'pending' || repaired === 'pending') return { kind: 'pending' };
    const said = told === undefined ? '' : `: ${told.event.message.trim().split('\n')[0] ?? ''}`;
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `Pod ${namespace}/${name} is not ready: ${reason}${said}.`,
      objects: [reference],
      evidence: [
        apiEvidence(reference, `phase: ${pod.phase}, Ready: ${reason}`),
        ...(told === undefined ? [] : [told.evidence]),
        ...(repaired.evidence === undefined ? [] : [repaired.evidence]),
      ],
      remediation: repaired.remediation,
      ...place,
    };
  },
});
