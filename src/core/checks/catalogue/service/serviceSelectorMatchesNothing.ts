import { serviceScope } from '../../scopes/service.ts';
import { formatLabels, type Labels } from '../../../model/labels.ts';
import { findNearestPods, type NearestPods } from '../../../model/nearestPods.ts';
import { selectedPods } from '../../../model/serviceEndpoints.ts';
import { defineCheck } from '../../defineCheck.ts';
import { apiEvidence, apiListEvidence } from '../../../finding/evidence.ts';
import { patchSelectorCommand } from '../../repairCommands.ts';
import { workloadsBehind } from '../../workloadsBehind.ts';

/** What a merge patch has to say to turn one selector into another. */
function selectorChange(before: Labels, after: Labels): Readonly<Record<string, string | null>> {
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return Object.fromEntries([...removed.map((key) => [key, null] as const), ...Object.entries(after)]);
}

function describeDifference({ differences }: NearestPods): string {
  return differences
    .map(({ key, wanted, found }) =>
      found === undefined
        ? `no label ${key} (${key}=${wanted} is selected)`
        : `${key}=${found} instead of ${wanted}`,
    )
    .join(', ');
}

/** No pod has the labels that the Service selects, and no workload would make one. */
export const serviceSelectorMatchesNothing = defineCheck({
  code: 'service-selector-matches-nothing',
  title: 'The selector of the Service matches no pod',
  scope: serviceScope,
  hop: 'service',
  severity: 'error',
  needs: ['services', 'pods'],
  explains: ['endpoints-none-ready', 'coredns-no-endpoints', 'proxy-rejects-no-endpoints'],
  evaluate: ({ service }, { snapshot, inquiry }) => {
    const { selector, namespace, name } = service;
    const selected = selectedPods(snapshot, service);
    if (selector === undefined || selected === undefined) return { kind: 'not-applicable' };
    if (selected.length > 0) {
      return {
        kind: 'pass',
        because: `the selector of ${namespace}/${name} matches ${selected.length} pods`,
      };
    }
    const workloads = workloadsBehind(inquiry, service);
    if (workloads === 'pending') return { kind: 'pending' };
    if (workloads !== 'unavailable' && workloads.length > 0) {
      return {
        kind: 'pass',
        because: `the selector matches the pod template of ${workloads[0]?.kind ?? ''} ${workloads[0]?.name ?? ''}`,
      };
    }
    const nearest = findNearestPods(snapshot, service, selector);
    const reference = { kind: 'service', namespace, name } as const;
    const text = formatLabels(selector);
    return {
      kind: 'finding',
      certainty: workloads === 'unavailable' ? 'likely' : 'proven',
      summary:
        nearest === undefined
          ? `Service ${namespace}/${name} selects ${text}, and no pod of the namespace has these labels.`
          : `Service ${namespace}/${name} selects ${text}; the nearest pods (${nearest.workload.kind} ${nearest.workload.name}) have ${describeDifference(nearest)}.`,
      objects: [
        reference,
        ...(nearest?.pods.slice(0, 3).map((pod) => ({ kind: 'pod', namespace, name: pod.name }) as const) ??
          []),
      ],
      evidence: [
        apiEvidence(reference, `selector: ${text}`),
        apiListEvidence(['pods', '-n', namespace, '-l', text], 'No resources found'),
        ...(nearest?.pods
          .slice(0, 1)
          .map((pod) =>
            apiListEvidence(
              ['pod', '-n', namespace, pod.name, '--show-labels'],
              `labels: ${formatLabels(pod.labels)}`,
            ),
          ) ?? []),
      ],
      remediation:
        nearest === undefined
          ? {
              text: 'Give the selector the labels of the pods that should serve, or start these pods.',
              commands: [],
            }
          : {
              text: `Select the pods of ${nearest.workload.kind} ${nearest.workload.name}: ${formatLabels(nearest.repairedSelector)}. If the selector is right, change the labels of the pod template instead.`,
              commands: [patchSelectorCommand(service, selectorChange(selector, nearest.repairedSelector))],
            },
    };
  },
});
