import type { Inquiry } from '../inquiry/inquiry.ts';
import type { Service } from '../model/clusterSnapshot.ts';
import { matchesEqualitySelector } from '../model/labels.ts';
import { workloadsProbe, type Workload } from '../probes/workloadsProbe.ts';

/** The workloads behind a Service, by the labels of their pod templates. `unavailable` when the API does not tell. */
export type SelectedWorkloads = readonly Workload[] | 'pending' | 'unavailable';

/** Asks the API which Deployments and StatefulSets would make pods that the Service selects, pods or no pods. */
export function workloadsBehind(inquiry: Inquiry, service: Service): SelectedWorkloads {
  const { selector, namespace } = service;
  if (selector === undefined) return [];
  const reason = `which workloads of ${namespace} the Service ${service.name} selects`;
  const answers = (['deployments', 'statefulsets'] as const).map((resource) =>
    inquiry.ask(workloadsProbe, { namespace, resource }, reason),
  );
  if (answers.some((answer) => answer.state === 'pending')) return 'pending';
  const known = answers.flatMap((answer) => (answer.state === 'answered' ? answer.value : []));
  const selected = known.filter((workload) => matchesEqualitySelector(selector, workload.templateLabels));
  if (selected.length > 0) return selected;
  return answers.every((answer) => answer.state === 'answered') ? [] : 'unavailable';
}
