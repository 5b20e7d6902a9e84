import { questionScope } from '../../scopes/question.ts';
import type { ClusterSnapshot } from '../../../model/clusterSnapshot.ts';
import { nearestNames } from '../../../model/nearestNames.ts';
import { defineCheck, type CheckResult } from '../../defineCheck.ts';
import { apiListEvidence } from '../../../finding/evidence.ts';
import { scaleCommand } from '../../repairCommands.ts';

/** The command that brings back a pod of a StatefulSet that was made smaller: its pods are numbered from 0. */
function scaleUpCommands(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  snapshot: ClusterSnapshot,
): readonly string[] {
  const [, set, ordinal] = /^(.+)-(\d+)$/.exec(name) ?? [];
  const siblings = [...(snapshot.namespaces.get(namespace)?.pods.values() ?? [])].filter(
    ({ owner }) => owner?.kind === 'StatefulSet' && owner.name === set,
  );
  if (set === undefined || siblings.length === 0) return [];
  return [scaleCommand({ namespace, kind: 'StatefulSet', name: set }, Number(ordinal) + 1)];
}

/** The question names a pod that does not exist. */
export const podMissing = defineCheck({
  code: 'pod-missing',
  title: 'The pod does not exist',
  scope: questionScope,
  hop: 'target',
  severity: 'error',
  needs: ['pods'],
  explains: [],
  evaluate: ({ source, targetPod }, { snapshot }): CheckResult => {
    for (const pod of [source, targetPod]) {
      if (pod === undefined || snapshot.namespaces.get(pod.namespace)?.pods.has(pod.name) === true) continue;
      const here = [...(snapshot.namespaces.get(pod.namespace)?.pods.keys() ?? [])];
      const elsewhere = [...snapshot.namespaces.values()]
        .filter(({ pods }) => pods.has(pod.name))
        .map(({ name }) => name);
      const near = nearestNames(pod.name, here);
      const hints = [
        ...(near.length > 0 ? [`nearest names: ${near.join(', ')}`] : []),
        ...(elsewhere.length > 0 ? [`namespaces that have it: ${elsewhere.join(', ')}`] : []),
      ];
      return {
        kind: 'finding',
        certainty: 'proven',
        summary: `There is no pod ${pod.name} in namespace ${pod.namespace}${hints.length > 0 ? ` (${hints.join('; ')})` : ''}.`,
        objects: [{ kind: 'pod', namespace: pod.namespace, name: pod.name }],
        evidence: [
          apiListEvidence(['pods', '-n', pod.namespace], `${here.length} pods, none named ${pod.name}`),
        ],
        remediation: {
          text:
            near[0] !== undefined
              ? `If it was replaced, ask about ${near[0]}: pods of a Deployment get new names.`
              : elsewhere[0] !== undefined
                ? `If the pod of ${elsewhere[0]} was meant, ask about ${elsewhere[0]}/pod/${pod.name}.`
                : 'Ask about a pod that exists; pods of a Deployment get a new name at each rollout.',
          commands: scaleUpCommands(pod, snapshot),
        },
        ...(pod === source ? { hop: 'resolver' as const } : {}),
      };
    }
    return source === undefined && targetPod === undefined
      ? { kind: 'not-applicable' }
      : { kind: 'pass', because: 'the pods exist' };
  },
});
