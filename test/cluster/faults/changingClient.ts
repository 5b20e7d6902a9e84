import type { Random } from '../suite/random.ts';
import { clientPod, clientSet, type Fields, type KubernetesObject } from '../suite/workloads.ts';
import type { RunningCluster } from '../testBed.ts';

/** A client whose pod is made again with another spec. */
export interface ChangingClient {
  /** Its pod. */
  readonly pod: string;
  readonly object: KubernetesObject;
  /** Makes it again with these fields in its pod's spec, and awaits that it is ready. */
  readonly change: (cluster: RunningCluster, fields: Fields) => Promise<void>;
}

/** A client made by hand or kept by a StatefulSet: a repair has to find its spec in either place. */
export function changingClient(random: Random, namespace: string, fields: Fields = {}): ChangingClient {
  const name = random.name();
  const kept = random.chance();
  const make = (own: Fields): KubernetesObject => (kept ? clientSet : clientPod)(namespace, name, own);
  const pod = kept ? `${name}-0` : name;
  return {
    pod,
    object: make(fields),
    change: async ({ kubectl }, own) => {
      const replace = ['replace', ...(kept ? [] : ['--force']), '-f', '-'];
      await kubectl(replace, { input: JSON.stringify(make(own)) });
      if (kept) await kubectl(['rollout', 'status', '-n', namespace, `statefulset/${name}`, '--timeout=90s']);
      await kubectl(['wait', '-n', namespace, `pod/${pod}`, '--for=condition=Ready', '--timeout=90s']);
    },
  };
}

/** The address of the resolver outside of the cluster, which knows no name of it: the API server's own. */
export async function upstreamResolver({ kubectl }: RunningCluster): Promise<string> {
  const slice = ['get', 'endpointslice', '-n', 'default', 'kubernetes'];
  const { stdout } = await kubectl([...slice, '--output=jsonpath={.endpoints[0].addresses[0]}']);
  return stdout.trim();
}
