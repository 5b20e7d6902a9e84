import type { Random } from '../suite/random.ts';
import type { ChurnPod, ChurnState } from './churnState.ts';
import { serviceObject } from './objects/networkObjects.ts';
import { podObject, safeSuffix, templateHash, type ApiObject } from './objects/podObject.ts';
import { collectionPath } from './populate.ts';
import type { ScaleApi } from './scaleApi.ts';

/** One change to a cluster, chosen and not yet sent. */
export interface Change {
  readonly operation:
    | 'pod-ready'
    | 'pod-create'
    | 'pod-delete'
    | 'pod-recreate'
    | 'pod-label'
    | 'service-label'
    | 'service-selector'
    | 'service-recreate';
  readonly resource: 'pods' | 'services';
  readonly namespace: string;
  readonly name: string;
  readonly label?: string;
  /** @throws ApiRefusal */
  send(api: ScaleApi): Promise<ApiObject>;
}

/** Each write puts a value of its own here, so that a reader can tell which write it sees. */
export const writeLabel = 'scale.podpath.test/write';

function podPath(pod: ChurnPod): string {
  return `${collectionPath('/api/v1', pod.workload.namespace, 'pods')}/${pod.name}`;
}

function pickIdle(state: ChurnState, random: Random): ChurnPod | undefined {
  for (let tries = 0; tries < 5 && state.pods.length > 0; tries++) {
    const pod = random.pick(state.pods);
    if (!pod.busy) return pod;
  }
  return undefined;
}

/** Marks the pod while the work on it is under way. */
async function whileBusy(pod: ChurnPod, work: () => Promise<ApiObject>): Promise<ApiObject> {
  pod.busy = true;
  try {
    return await work();
  } finally {
    pod.busy = false;
  }
}

/** A pod becomes ready or stops being so, as its kubelet reports it. */
export function statusChange(state: ChurnState, random: Random): Change | undefined {
  const pod = pickIdle(state, random);
  if (pod === undefined) return undefined;
  const ready = !pod.ready;
  const status = ready ? 'True' : 'False';
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const conditions = ['Ready', 'ContainersReady'].map((type) => ({
    type,
    status,
    lastTransitionTime: now,
    ...(ready ? { reason: null, message: null } : { reason: 'ContainersNotReady' }),
  }));
  const containerStatuses = [{ name: 'main', ready }];
  return {
    operation: 'pod-ready',
    resource: 'pods',
    namespace: pod.workload.namespace,
    name: pod.name,
    send: (api) =>
      whileBusy(pod, async () => {
        const body = { status: { conditions, containerStatuses } };
        const answer = await api.send('PATCH', `${podPath(pod)}/status`, { body, manager: 'kubelet' });
        pod.ready = ready;
        return answer;
      }),
  };
}

function createPodChange(state: ChurnState, random: Random): Change | undefined {
  const like = pickIdle(state, random);
  if (like === undefined) return undefined;
  const { workload, owner } = like;
  const label = String(state.nextWrite());
  const suffix = safeSuffix(`${workload.namespace}/${workload.name}/${label}/${random.integer(0, 1e9)}`, 6);
  const name = `${workload.name}-${templateHash(workload)}-${suffix}`;
  const body = podObject(workload, owner, name, random.pick(state.nodes), true);
  (body['metadata'] as { labels: Record<string, string> }).labels[writeLabel] = label;
  return {
    operation: 'pod-create',
    resource: 'pods',
    namespace: workload.namespace,
    name,
    label,
    send: async (api) => {
      const path = collectionPath('/api/v1', workload.namespace, 'pods');
      const answer = await api.send('POST', path, { body, manager: 'kube-controller-manager' });
      state.pods.push({ workload, owner, name, busy: false, ready: true });
      return answer;
    },
  };
}

function deletePodChange(state: ChurnState, random: Random): Change | undefined {
  const pod = pickIdle(state, random);
  if (pod === undefined) return undefined;
  state.remove(pod);
  return {
    operation: 'pod-delete',
    resource: 'pods',
    namespace: pod.workload.namespace,
    name: pod.name,
    send: (api) => api.send('DELETE', podPath(pod), { body: { gracePeriodSeconds: 1 } }),
  };
}

function labelChange(state: ChurnState, random: Random): Change | undefined {
  const pod = pickIdle(state, random);
  if (pod === undefined) return undefined;
  const label = String(state.nextWrite());
  const labels = { [writeLabel]: label, track: random.pick(['stable', 'canary']) };
  return {
    operation: 'pod-label',
    resource: 'pods',
    namespace: pod.workload.namespace,
    name: pod.name,
    label,
    send: (api) =>
      whileBusy(pod, () =>
        api.send('PATCH', podPath(pod), { body: { metadata: { labels } }, manager: 'rollout-controller' }),
      ),
  };
}

function serviceChange(state: ChurnState, random: Random): Change | undefined {
  if (state.services.length === 0) return undefined;
  const { namespace, name } = random.pick(state.services);
  const label = String(state.nextWrite());
  const path = `${collectionPath('/api/v1', namespace, 'services')}/${name}`;
  const selects = random.integer(1, 3) === 1;
  const selector = selects ? { spec: { selector: { track: random.pick(['stable', 'canary', null]) } } } : {};
  const body = { metadata: { labels: { [writeLabel]: label } }, ...selector };
  return {
    operation: selects ? 'service-selector' : 'service-label',
    resource: 'services',
    namespace,
    name,
    label,
    send: (api) => api.send('PATCH', path, { body, manager: 'helm', patch: 'merge' }),
  };
}

/** A pod goes at once and another takes its name, as in a StatefulSet. */
function recreatePodChange(state: ChurnState, random: Random): Change | undefined {
  const pod = pickIdle(state, random);
  if (pod === undefined) return undefined;
  const { workload, owner, name } = pod;
  const label = String(state.nextWrite());
  const body = podObject(workload, owner, name, random.pick(state.nodes), true);
  (body['metadata'] as { labels: Record<string, string> }).labels[writeLabel] = label;
  return {
    operation: 'pod-recreate',
    resource: 'pods',
    namespace: workload.namespace,
    name,
    label,
    send: (api) =>
      whileBusy(pod, async () => {
        await api.send('DELETE', podPath(pod), { body: { gracePeriodSeconds: 0 } });
        const path = collectionPath('/api/v1', workload.namespace, 'pods');
        const answer = await api.send('POST', path, { body, manager: 'kube-controller-manager' });
        pod.ready = true;
        return answer;
      }),
  };
}

/** A chart is taken away and installed again: another Service of the same name, and other slices. */
function recreateServiceChange(state: ChurnState, random: Random): Change | undefined {
  if (state.services.length === 0) return undefined;
  const plan = random.pick(state.services);
  const { namespace, name } = plan;
  const label = String(state.nextWrite());
  const body = serviceObject(plan);
  (body['metadata'] as { labels: Record<string, string> }).labels[writeLabel] = label;
  const path = collectionPath('/api/v1', namespace, 'services');
  return {
    operation: 'service-recreate',
    resource: 'services',
    namespace,
    name,
    label,
    send: async (api) => {
      await api.send('DELETE', `${path}/${name}`);
      return api.send('POST', path, { body, manager: 'helm' });
    },
  };
}

/** Pods come and go in equal numbers, change their labels, and Services change what they select; some come again. */
export function structuralChange(state: ChurnState, random: Random): Change | undefined {
  const usual = [createPodChange, deletePodChange, labelChange, serviceChange];
  const rare = [recreatePodChange, recreateServiceChange];
  const kinds = random.integer(1, 5) === 1 ? rare : usual;
  return random.pick(kinds)(state, random);
}
