import type { ClusterSnapshot, EndpointSlice, Pod } from '../../../model/clusterSnapshot.ts';
import { formatLabels, matchesEqualitySelector, type Labels } from '../../../model/labels.ts';
import { authoredLabels, workloadOf } from '../../../model/podWorkload.ts';
import { isAlive, isReady } from '../../../model/serviceEndpoints.ts';
import { podOfAddress } from '../../../model/addressIndex.ts';
import type { Remediation } from '../../../finding/finding.ts';
import { joinCommand } from '../../../probes/commandLine.ts';
import { defineCheck } from '../../defineCheck.ts';
import { sliceScope, type SilentEndpoint, type SliceSubject } from '../../scopes/slice.ts';
import { apiEvidence, apiListEvidence } from '../../../finding/evidence.ts';
import { patchSelectorCommand } from '../../repairCommands.ts';

/**
 * Values of endpointslice.kubernetes.io/managed-by that the built-in controllers set (KEP-752): one makes slices of pods,
 * the other of a Service's Endpoints object, where the Service has no selector.
 */
const sliceController = 'endpointslice-controller.k8s.io';
const mirroringController = 'endpointslicemirroring-controller.k8s.io';

function isManaged({ managedBy }: EndpointSlice): boolean {
  return managedBy === sliceController || managedBy === mirroringController;
}

interface Stale extends SilentEndpoint {
  readonly because: string;
}

function livePods(namespace: string, snapshot: ClusterSnapshot): readonly Pod[] {
  return [...(snapshot.namespaces.get(namespace)?.pods.values() ?? [])].filter(isAlive);
}

/** Why no live pod stands behind an endpoint; `undefined` where one does, or where none needs to. */
function whyStale(
  silent: SilentEndpoint,
  { slice }: SliceSubject,
  snapshot: ClusterSnapshot,
): string | undefined {
  const { endpoint, address, failed, inPodNetwork } = silent;
  const managed = isManaged(slice);
  // A slice that somebody makes by hand may lead anywhere: only what fails is asked about.
  if (!managed && !failed) return undefined;
  const { targetPod } = endpoint;
  if (targetPod === undefined) {
    if (podOfAddress(snapshot, address) !== undefined || !(managed || inPodNetwork)) return undefined;
    return 'no pod has this address';
  }
  const pod = snapshot.namespaces.get(targetPod.namespace)?.pods.get(targetPod.name);
  if (pod === undefined) return `its pod ${targetPod.name} is gone`;
  if (!isAlive(pod)) return `its pod ${targetPod.name} has ended (${pod.phase})`;
  if (pod.podIPs.length === 0 || pod.podIPs.includes(address)) return undefined;
  return `its pod ${targetPod.name} has ${pod.podIPs.join(', ')} now`;
}

/** Pods that have taken the place of those that the slice still names: of the same name, or of the same workload. */
function successors(stale: readonly Stale[], namespace: string, snapshot: ClusterSnapshot): readonly Pod[] {
  const gone = stale.flatMap(({ endpoint }) => endpoint.targetPod?.name ?? []);
  const pods = livePods(namespace, snapshot);
  const same = pods.filter((pod) => gone.includes(pod.name));
  if (same.length > 0) return same;
  const names = pods
    .map((pod) => workloadOf(pod))
    .filter(({ kind, name }) => kind !== 'Pod' && gone.some((old) => old.startsWith(`${name}-`)))
    .map(({ name }) => name);
  const [workload] = names.sort((left, right) => right.length - left.length);
  return pods.filter((pod) => workload !== undefined && workloadOf(pod).name === workload);
}

/** Labels that all of these pods have and no other pod of the namespace. */
function selectorOf(pods: readonly Pod[], namespace: string, snapshot: ClusterSnapshot): Labels | undefined {
  const [first, ...rest] = pods;
  if (first === undefined) return undefined;
  const shared = Object.fromEntries(
    Object.entries(authoredLabels(first)).filter(([key, value]) =>
      rest.every((pod) => matchesEqualitySelector({ [key]: value }, pod.labels)),
    ),
  );
  const others = livePods(namespace, snapshot).filter((pod) => !pods.includes(pod));
  const isOwn =
    Object.keys(shared).length > 0 && !others.some((pod) => matchesEqualitySelector(shared, pod.labels));
  return isOwn ? shared : undefined;
}

/** Steps that give each stale endpoint the address of a pod that took its place, or take it out. */
function correctSlice({ slice }: SliceSubject, stale: readonly Stale[], pods: readonly Pod[]): string {
  const used = new Set(slice.endpoints.flatMap(({ addresses }) => addresses));
  const free = pods.filter(isReady).flatMap(({ podIPs }) => podIPs.filter((address) => !used.has(address)));
  // From the end, so that places stay what they are.
  const steps = [...stale].reverse().flatMap(({ index, address, endpoint }) => {
    const path = `/endpoints/${index}`;
    const guard = { op: 'test', path: `${path}/addresses/0`, value: address };
    const own = pods.find(({ name }) => name === endpoint.targetPod?.name);
    const next = own === undefined ? free.shift() : own.podIPs[0];
    if (next === undefined) return [guard, { op: 'remove', path }];
    const forget =
      endpoint.targetPod === undefined || own !== undefined
        ? []
        : [{ op: 'remove', path: `${path}/targetRef` }];
    return [guard, { op: 'replace', path: `${path}/addresses`, value: [next] }, ...forget];
  });
  const patch = ['kubectl', 'patch', 'endpointslice', '-n', slice.namespace, slice.name, '--type', 'json'];
  return joinCommand([...patch, '-p', JSON.stringify(steps)]);
}

function repair(subject: SliceSubject, stale: readonly Stale[], snapshot: ClusterSnapshot): Remediation {
  const { service, slice } = subject;
  const managed = isManaged(slice);
  if (managed && service.selector !== undefined) {
    return {
      text: 'Delete the slice: the EndpointSlice controller makes it again. If it does not, kube-controller-manager is not working.',
      commands: [joinCommand(['kubectl', 'delete', 'endpointslice', '-n', slice.namespace, slice.name])],
    };
  }
  const pods = successors(stale, service.namespace, snapshot);
  const selector = managed ? selectorOf(pods, service.namespace, snapshot) : undefined;
  if (selector !== undefined) {
    return {
      text: `The Service has no selector any more, so the controller leaves its slice as it was. Select the pods again: ${formatLabels(selector)}.`,
      commands: [patchSelectorCommand(service, selector)],
    };
  }
  if (slice.managedBy === mirroringController) {
    const { namespace, name } = service;
    return {
      text: `The slice mirrors the Endpoints object ${name}: correct its addresses, or delete it.`,
      commands: [joinCommand(['kubectl', 'get', 'endpoints', '-n', namespace, name, '-o', 'yaml'])],
    };
  }
  return {
    text: 'Give the slice the addresses of the pods that serve now. Whoever makes it has to follow the pods.',
    commands: [correctSlice(subject, stale, pods)],
  };
}

/**
 * A slice sends to an address that no live pod has any more. For slices of the EndpointSlice controller the API proves
 * it; one that is made by hand may lead out of the cluster, so there a connection must have failed too.
 */
export const endpointsStaleAddress = defineCheck({
  code: 'endpoints-stale-address',
  title: 'The Service sends to an address that no live pod has',
  scope: sliceScope,
  hop: 'endpoints',
  severity: 'error',
  needs: ['services', 'endpointslices', 'pods'],
  explains: [],
  evaluate: (subject, { snapshot }) => {
    const { service, slice, silent } = subject;
    const stale = silent.flatMap((each): Stale[] => {
      const because = whyStale(each, subject, snapshot);
      return because === undefined ? [] : [{ ...each, because }];
    });
    if (stale.length === 0) {
      return { kind: 'pass', because: `a live pod stands behind each pod address in ${slice.name}` };
    }
    const { namespace, name } = service;
    const text = stale.slice(0, 3).map(({ address, because }) => `${address} (${because})`);
    const gone = stale.flatMap(({ endpoint }) => endpoint.targetPod ?? []).slice(0, 3);
    return {
      kind: 'finding',
      certainty: 'proven',
      summary: `${namespace}/${name} sends to ${text.join(', ')}: EndpointSlice ${slice.name} was not brought up to date.`,
      objects: [{ kind: 'service', namespace, name }],
      evidence: [
        apiListEvidence(['endpointslice', '-n', namespace, slice.name, '-o', 'yaml'], text.join('\n')),
        ...gone.map((pod) =>
          snapshot.namespaces.get(pod.namespace)?.pods.has(pod.name) === true
            ? apiEvidence(
                { kind: 'pod', ...pod },
                `podIPs: ${snapshot.namespaces.get(pod.namespace)?.pods.get(pod.name)?.podIPs.join(', ') ?? ''}`,
              )
            : apiListEvidence(['pod', '-n', pod.namespace, pod.name], `pods "${pod.name}" not found`),
        ),
      ],
      remediation: repair(subject, stale, snapshot),
    };
  },
});
