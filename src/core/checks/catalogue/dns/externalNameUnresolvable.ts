import { lookUpClusterRecord } from '../../../dns/clusterRecords.ts';
import type { ClusterSnapshot, Service } from '../../../model/clusterSnapshot.ts';
import { nearestNames } from '../../../model/nearestNames.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { lookupProbe } from '../../../probes/lookupProbe.ts';
import { parseExternalName } from '../../../dns/externalName.ts';
import { defineCheck, type CheckTools } from '../../defineCheck.ts';
import { lookupScope, type LookupSubject } from '../../scopes/lookup.ts';
import { apiEvidence, apiListEvidence, probeEvidence } from '../../../finding/evidence.ts';

function withoutDot(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

function isAddress(name: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || name.includes(':');
}

/** The Service that was meant by a name of the cluster that nobody has: the nearest name there, or the same elsewhere. */
function nearestService(
  namespace: string,
  name: string,
  snapshot: ClusterSnapshot,
): { readonly namespace: string; readonly name: string } | undefined {
  const here = snapshot.namespaces.get(namespace)?.services;
  const [nearest] = nearestNames(name, here?.keys() ?? []);
  if (nearest !== undefined) return { namespace, name: nearest };
  const owners = [...snapshot.namespaces.values()].filter(({ services }) => services.has(name));
  const [alike = owners.length === 1 ? owners[0]?.name : undefined] = nearestNames(
    namespace,
    owners.map((owner) => owner.name),
  );
  return alike === undefined ? undefined : { namespace: alike, name };
}

/**
 * The name that was most likely meant: a Service, where the name has the form of one or would be one with the cluster's
 * zone behind it; else the nearest name to which another ExternalName Service leads.
 */
function intendedName(
  target: string,
  alias: Service,
  subject: LookupSubject,
  tools: CheckTools,
): string | undefined {
  const { snapshot } = tools;
  const { clusterDomain } = subject;
  const fullName = (service: { readonly namespace: string; readonly name: string }): string =>
    `${service.name}.${service.namespace}.svc.${clusterDomain}`;
  const parsed = parseExternalName(target);
  if (parsed.kind === 'service') {
    const exact = snapshot.namespaces.get(parsed.namespace)?.services.has(parsed.name) === true;
    const meant = exact ? parsed : nearestService(parsed.namespace, parsed.name, snapshot);
    return meant === undefined ? undefined : fullName(meant);
  }
  // `web` and `web.shop` are names of the search list, which an alias does not have.
  const [name = '', namespace = alias.namespace, ...more] = target.split('.');
  const short = more.length === 0 ? snapshot.namespaces.get(namespace)?.services.get(name) : undefined;
  if (short !== undefined && short !== alias) return fullName(short);
  const used = [...snapshot.namespaces.values()]
    .flatMap(({ services }) => [...services.values()])
    .flatMap(({ externalName }) => (externalName === undefined ? [] : withoutDot(externalName)));
  return nearestNames(target, used)[0];
}

/** The name behind an ExternalName Service does not exist: DNS denies it, or it is a Service's that is not there. */
export const externalNameUnresolvable = defineCheck({
  code: 'external-name-unresolvable',
  title: 'The name behind an ExternalName Service does not exist',
  scope: lookupScope,
  hop: 'dns',
  severity: 'error',
  needs: ['services', 'endpointslices', 'pods'],
  explains: ['service-missing'],
  evaluate: (subject, tools) => {
    const { aliases, containers, clusterDomain, lookup, lookedUp, source } = subject;
    const alias = aliases.at(-1);
    if (alias?.externalName === undefined || lookup.status === 'resolved') return { kind: 'not-applicable' };
    const target = withoutDot(alias.externalName);
    const record = lookUpClusterRecord(tools.snapshot, target, clusterDomain);
    // A Service that is there has reasons of its own not to resolve.
    if (record.kind === 'service' || record.kind === 'endpoint' || record.kind === 'pod')
      return { kind: 'pass', because: `${target} is a name of the cluster` };
    if (record.kind === 'unknown') return { kind: 'skipped', reason: record.reason };
    const answer = tools.inquiry.askInPod(
      lookupProbe,
      containers,
      { name: `${target}.` },
      `whether ${target}, to which ${alias.name} leads, exists`,
    );
    if (answer.state === 'pending') return { kind: 'pending' };
    if (answer.state === 'unavailable') return { kind: 'skipped', reason: answer.reason };
    const { status } = answer.value;
    if (status === 'resolved') return { kind: 'pass', because: `${target} resolves in the pod` };
    // Only "no such name" denies it; silence and failures are those of the servers on the way.
    if (status === 'no-answer' || (status === 'failed' && record.kind === 'outside')) {
      return { kind: 'skipped', reason: `no DNS server says whether ${target} exists` };
    }
    const { namespace, name } = alias;
    const reference = { kind: 'service', namespace, name } as const;
    const inside = record.kind === 'absent' ? parseExternalName(target) : undefined;
    const missing = inside?.kind === 'service' ? inside : undefined;
    const intended = isAddress(target) ? undefined : intendedName(target, alias, subject, tools);
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `Service ${namespace}/${name} is an alias of ${target}, ${
        isAddress(target)
          ? 'which is an address and no name, so DNS has no answer for it'
          : missing === undefined
            ? 'and DNS says that there is no such name'
            : `and namespace ${missing.namespace} has no Service ${missing.name}`
      }.`,
      objects: [
        reference,
        { kind: 'pod', namespace: source.namespace, name: source.name },
        ...(missing === undefined
          ? []
          : [{ kind: 'service', namespace: missing.namespace, name: missing.name } as const]),
      ],
      evidence: [
        apiEvidence(reference, `type: ExternalName, externalName: ${alias.externalName}`),
        probeEvidence(answer.observation),
        ...(missing === undefined
          ? [probeEvidence(lookedUp)]
          : [
              apiListEvidence(
                ['services', '-n', missing.namespace, missing.name],
                `services "${missing.name}" not found`,
              ),
            ]),
      ],
      remediation: isAddress(target)
        ? {
            text: `Give the address to a Service without a selector, by an EndpointSlice with the label kubernetes.io/service-name=${name}; externalName takes names only.`,
            commands: [],
          }
        : intended === undefined
          ? { text: `Correct externalName, or create ${target}.`, commands: [] }
          : {
              text: `Lead the alias to ${intended}, if that is what is meant.`,
              commands: [
                joinCommand([
                  ...['kubectl', 'patch', 'service', '-n', namespace, name, '--type', 'merge', '-p'],
                  JSON.stringify({ spec: { externalName: intended } }),
                ]),
              ],
            },
    };
  },
});
