import type { Evidence, Remediation } from '../../../finding/finding.ts';
import type { ObjectReference } from '../../../model/reference.ts';
import { podOfAddress, serviceOfAddress } from '../../../model/addressIndex.ts';
import type { ClusterSnapshot } from '../../../model/clusterSnapshot.ts';
import { connectProbe } from '../../../probes/connectProbe.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { serverLookupProbe } from '../../../probes/serverLookupProbe.ts';
import { defineCheck, type CheckResult, type CheckTools } from '../../defineCheck.ts';
import { lookupScope, type LookupSubject } from '../../scopes/lookup.ts';
import { apiEvidence, probeEvidence } from '../../../finding/evidence.ts';
import { nameserversOf } from '../../nameserverFacts.ts';
import { stepPodSpecCommands, type PodSpecStep } from '../../podSpecRepair.ts';

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** The steps that take a name out of a pod's hostAliases; from the end, so that places stay what they are. */
function removeAlias({ source, name }: LookupSubject): readonly PodSpecStep[] {
  return source.hostAliases
    .map((alias, index) => ({ alias, index }))
    .reverse()
    .flatMap(({ alias: { ip, hostnames }, index }): PodSpecStep[] => {
      const path = `/hostAliases/${index}`;
      const places = hostnames.map((own, place) => ({ own, place })).filter(({ own }) => isSame(own, name));
      if (places.length === 0) return [];
      const guard: PodSpecStep = { op: 'test', path: `${path}/ip`, value: ip };
      if (places.length === hostnames.length) return [guard, { op: 'remove', path }];
      return [
        guard,
        ...places.reverse().map(({ place }): PodSpecStep => ({
          op: 'remove',
          path: `${path}/hostnames/${place}`,
        })),
      ];
    });
}

function repair(subject: LookupSubject): Remediation {
  const { source, name } = subject;
  const steps = removeAlias(subject);
  return steps.length === 0
    ? {
        text: `Take ${name} out of /etc/hosts: it comes from no hostAliases of the pod, so the image, a mounted file or a script in the container wrote it. The command looks again.`,
        commands: [
          joinCommand(['kubectl', 'exec', '-n', source.namespace, source.name, '--', 'cat', '/etc/hosts']),
        ],
      }
    : {
        text: `Take ${name} out of the pod's hostAliases, so that DNS answers for it.`,
        commands: stepPodSpecCommands(source, steps),
      };
}

/** Who has an address, in words. */
function ownerOf(address: string, snapshot: ClusterSnapshot): string {
  const service = serviceOfAddress(snapshot, address);
  if (service !== undefined) return `, Service ${service.namespace}/${service.name}`;
  const pod = podOfAddress(snapshot, address);
  return pod === undefined ? '' : `, pod ${pod.namespace}/${pod.name}`;
}

function podAt(address: string, snapshot: ClusterSnapshot): readonly ObjectReference[] {
  const pod = podOfAddress(snapshot, address);
  return pod === undefined ? [] : [{ kind: 'pod', namespace: pod.namespace, name: pod.name }];
}

function finding(
  subject: LookupSubject,
  snapshot: ClusterSnapshot,
  truth: string,
  evidence: readonly Evidence[],
  objects: readonly ObjectReference[],
): CheckResult {
  const { source, name, hostsAddresses, files, lookedUp } = subject;
  const pod = { kind: 'pod', namespace: source.namespace, name: source.name } as const;
  const lines = hostsAddresses.map((address) => `${address} ${name}`);
  const aliases = source.hostAliases.filter(({ hostnames }) => hostnames.some((own) => isSame(own, name)));
  const answered = hostsAddresses.map((address) => `${address}${ownerOf(address, snapshot)}`).join('; ');
  return {
    kind: 'finding',
    certainty: 'proven',
    summary: `/etc/hosts of ${source.namespace}/${source.name} answers ${name} with ${answered}, before DNS is asked; ${truth}`,
    objects: [pod, ...objects, ...hostsAddresses.flatMap((address) => podAt(address, snapshot))],
    evidence: [
      probeEvidence(files, lines.join('\n')),
      probeEvidence(lookedUp),
      ...(aliases.length === 0
        ? []
        : [
            apiEvidence(
              pod,
              aliases.map(({ ip, hostnames }) => `hostAliases: ${ip} ${hostnames.join(' ')}`).join('\n'),
            ),
          ]),
      ...evidence,
    ],
    remediation: repair(subject),
  };
}

/** A name outside of the cluster: the line is to blame where DNS gives another address that does answer. */
function judgeForeignName(subject: LookupSubject, { inquiry, snapshot }: CheckTools): CheckResult {
  const { name, containers, hostsAddresses, port, protocol } = subject;
  if (!name.includes('.') || port === undefined || protocol !== 'TCP') return { kind: 'not-applicable' };
  const said = inquiry.askInPod(
    serverLookupProbe,
    containers,
    { name: name.replace(/\.$/, '').toLowerCase(), servers: nameserversOf(subject) },
    `whether DNS gives ${name} another address than /etc/hosts`,
  );
  if (said.state === 'pending') return { kind: 'pending' };
  if (said.state === 'unavailable') return { kind: 'skipped', reason: said.reason };
  const addresses = said.value.find(({ status }) => status === 'resolved')?.addresses ?? [];
  const others = addresses.filter((address) => !hostsAddresses.includes(address));
  if (others.length === 0) return { kind: 'pass', because: `DNS gives ${name} no other address` };
  const tried = inquiry.askInPod(
    connectProbe,
    containers,
    { targets: others.map((address) => ({ address, port })), attempts: 1 },
    `whether ${name} answers at the address that DNS gives`,
  );
  if (tried.state === 'pending') return { kind: 'pending' };
  if (tried.state === 'unavailable') return { kind: 'skipped', reason: tried.reason };
  const answering = tried.value.attempts.find(({ status }) => status === 'connected');
  if (answering === undefined) {
    return { kind: 'pass', because: `the addresses that DNS gives for ${name} do not answer either` };
  }
  const truth = `DNS gives ${answering.address}, which answers on port ${port}.`;
  return finding(
    subject,
    snapshot,
    truth,
    [probeEvidence(said.observation), probeEvidence(tried.observation)],
    [],
  );
}

/** A line of /etc/hosts answers for a name, and leads elsewhere than DNS would. */
export const dnsHostAliasOverride = defineCheck({
  code: 'dns-host-alias-override',
  title: '/etc/hosts answers for the name, and wrongly',
  scope: lookupScope,
  hop: 'resolver',
  severity: 'error',
  needs: ['services', 'endpointslices', 'pods'],
  explains: ['port-not-listening', 'service-missing'],
  evaluate: (subject, tools) => {
    const { hostsAddresses, meant, lookup } = subject;
    if (hostsAddresses.length === 0 || lookup.status !== 'resolved') return { kind: 'not-applicable' };
    // What was looked up was not taken from that line: another container's file, or a resolver that asks DNS first.
    if (!lookup.addresses.some((address) => hostsAddresses.includes(address)))
      return { kind: 'not-applicable' };
    if (meant === undefined || meant.addresses.length === 0) return judgeForeignName(subject, tools);
    if (hostsAddresses.some((address) => meant.addresses.includes(address)))
      return { kind: 'pass', because: `/etc/hosts gives ${subject.name} an address of the Service` };
    const { namespace, name } = meant.service;
    const reference = { kind: 'service', namespace, name } as const;
    const truth = `Service ${namespace}/${name} has ${meant.addresses.slice(0, 3).join(', ')}.`;
    const excerpt = `clusterIPs: ${meant.service.clusterIPs.join(', ')}`;
    return finding(subject, tools.snapshot, truth, [apiEvidence(reference, excerpt)], [reference]);
  },
});
