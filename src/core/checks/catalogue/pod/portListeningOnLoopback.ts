import { backendScope } from '../../scopes/backend.ts';
import { workloadOf } from '../../../model/podWorkload.ts';
import type { Pod } from '../../../model/clusterSnapshot.ts';
import type { Remediation } from '../../../finding/finding.ts';
import type { Inquiry } from '../../../inquiry/inquiry.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { formatSocket } from '../../../probes/socketsProbe.ts';
import {
  replaceLoopback,
  workloadsProbe,
  type LoopbackSetting,
  type Workload,
} from '../../../probes/workloadsProbe.ts';
import { defineCheck } from '../../defineCheck.ts';
import { apiEvidence, probeEvidence } from '../../../finding/evidence.ts';
import { connectInside, listeningFacts } from '../../listeningFacts.ts';

const resourceOfKind: ReadonlyMap<string, 'deployments' | 'statefulsets'> = new Map([
  ['Deployment', 'deployments'],
  ['StatefulSet', 'statefulsets'],
]);

function repairCommand(workload: Workload, setting: LoopbackSetting, anyAddress: string): string {
  const target = `${workload.kind.toLowerCase()}/${workload.name}`;
  const text = replaceLoopback(setting.text, anyAddress);
  if (setting.field === 'env') {
    return joinCommand([
      'kubectl',
      'set',
      'env',
      '-n',
      workload.namespace,
      target,
      '-c',
      setting.container,
      `${setting.variable ?? ''}=${text}`,
    ]);
  }
  const path = `/spec/template/spec/containers/${setting.containerIndex}/${setting.field}/${setting.index}`;
  const patch = JSON.stringify([{ op: 'replace', path, value: text }]);
  return joinCommand(['kubectl', 'patch', '-n', workload.namespace, target, '--type', 'json', '-p', patch]);
}

/** The setting that makes the application listen on loopback: the one with the port, else the only one without another. */
function guiltySetting(workload: Workload, port: number): LoopbackSetting | undefined {
  const withPort = workload.loopbackSettings.filter((setting) =>
    new RegExp(`(^|\\D)${port}(\\D|$)`).test(setting.text),
  );
  // Loopback with the number of another port is something else: a neighbour that the application calls, an admin port.
  const withoutPort = workload.loopbackSettings.filter(
    ({ text }) => !/(?:localhost|127(?:\.\d{1,3}){3}|::1\]?):\d/.test(text),
  );
  return onlyOne(withPort.length > 0 ? withPort : withoutPort);
}

function onlyOne(settings: readonly LoopbackSetting[]): LoopbackSetting | undefined {
  return settings.length === 1 ? settings[0] : undefined;
}

function proposeRepair(
  pod: Pod,
  port: number,
  anyAddress: string,
  inquiry: Inquiry,
): Remediation | 'pending' {
  const owner = workloadOf(pod);
  const resource = resourceOfKind.get(owner.kind);
  const advice = `Let the application listen on ${anyAddress} (all addresses) or on the pod's own address instead of loopback.`;
  if (resource === undefined) return { text: advice, commands: [] };
  const answer = inquiry.ask(
    workloadsProbe,
    { namespace: pod.namespace, resource },
    `where ${owner.kind} ${owner.name} is told to listen on loopback`,
  );
  if (answer.state === 'pending') return 'pending';
  if (answer.state === 'unavailable') return { text: advice, commands: [] };
  const workload = answer.value.find((candidate) => candidate.name === owner.name);
  const setting = workload === undefined ? undefined : guiltySetting(workload, port);
  if (workload === undefined || setting === undefined) return { text: advice, commands: [] };
  const place =
    setting.field === 'env' ? `variable ${setting.variable ?? ''}` : `${setting.field}[${setting.index}]`;
  return {
    text: `${advice} ${workload.kind} ${workload.name} says so in ${place} of container ${setting.container}: ${setting.text}`,
    commands: [repairCommand(workload, setting, anyAddress)],
  };
}

/** The application listens on 127.0.0.0/8 or ::1 only, so nothing from outside its pod reaches it. */
export const portListeningOnLoopback = defineCheck({
  code: 'port-listening-on-loopback',
  title: 'The application listens on the loopback address only',
  scope: backendScope,
  hop: 'target',
  severity: 'error',
  needs: ['pods'],
  // The kubelet asks from outside of the pod too.
  explains: ['port-not-listening', 'pod-not-ready', 'endpoints-none-ready', 'coredns-no-endpoints'],
  evaluate: (subject, { inquiry }) => {
    const { pod, address, port } = subject;
    const listening = listeningFacts(subject, inquiry);
    if (listening.state === 'pending') return { kind: 'pending' };
    if (listening.state === 'unavailable') return { kind: 'skipped', reason: listening.reason };
    const { accepting, onLoopback, observation } = listening.facts;
    if (accepting.length > 0)
      return { kind: 'pass', because: `${pod.name} listens on ${accepting.map(formatSocket).join(', ')}` };
    if (onLoopback.length === 0) return { kind: 'not-applicable' };
    const inside = connectInside(subject, inquiry);
    if (inside.state === 'pending') return { kind: 'pending' };
    if (inside.state === 'connected')
      return { kind: 'pass', because: `${pod.name} answers on ${address} by a redirect` };
    const remediation = proposeRepair(pod, port, address.includes(':') ? '::' : '0.0.0.0', inquiry);
    if (remediation === 'pending') return { kind: 'pending' };
    const heard = onLoopback.map(formatSocket).join(', ');
    const reference = { kind: 'pod', namespace: pod.namespace, name: pod.name } as const;
    return {
      kind: 'finding',
      certainty: inside.state === 'failed' ? 'proven' : 'likely',
      summary: `${pod.namespace}/${pod.name} listens on ${heard}, which only the pod itself can reach, and not on ${address}.`,
      objects: [reference],
      evidence: [
        probeEvidence(observation, `LISTEN ${heard}; none on ${address}:${port}`),
        ...(inside.state === 'failed' ? [probeEvidence(inside.observation)] : []),
        apiEvidence(reference, `podIP: ${address}`),
      ],
      remediation,
    };
  },
});
