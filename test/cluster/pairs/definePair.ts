import type { Fault, FaultScene } from '../faults/defineFault.ts';
import { awaitPods } from '../suite/awaitPods.ts';
import { webScene } from '../suite/webScene.ts';
import type { KubernetesObject } from '../suite/workloads.ts';
import type { Break } from './breaks.ts';

function inNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/**
 * Two causes at once in one scene. `findings` are the codes of all findings in order: both causes before what follows
 * from either of them.
 */
export function definePair(one: Break, other: Break, findings: readonly [string, ...string[]]): Fault {
  const both = [one, other];
  return {
    code: `pair-${one.code}-and-${other.code}`,
    causes: both.map(({ code }) => code),
    findings,
    ...(both.some(({ exclusive }) => exclusive) ? { exclusive: true } : {}),
    prepare: (random): FaultScene => {
      const scene = webScene(random, Object.assign({}, ...both.map(({ wish }) => wish?.(random))) as object);
      const { namespace, name, clientName, port } = scene;
      const elsewhere = random.name();
      const moves = both.some((each) => each.moves);
      const place = moves ? elsewhere : namespace;
      const changes = both.flatMap((each) => each.changes?.(scene, random) ?? []);
      const patch = both.flatMap((each) => each.patch?.(scene, random) ?? []);
      return {
        ...scene,
        namespaces: moves ? [namespace, elsewhere] : [namespace],
        // By the name that the client uses, so that DNS is part of the question.
        question: [...['--from', `${namespace}/pod/${clientName}`, '--to', name, '--port', String(port)]],
        inject: async (cluster) => {
          const { kubectl } = cluster;
          if (moves) {
            const own = scene.objects.filter(
              ({ kind, metadata }) => kind !== 'Pod' && metadata.name === name,
            );
            const items = own.map((object) => inNamespace(object, elsewhere));
            const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
            await kubectl(['apply', '-f', '-'], { input: list });
            await kubectl(['rollout', 'status', '-n', elsewhere, `deployment/${name}`, '--timeout=60s']);
            await kubectl(['delete', '-n', namespace, `service/${name}`, `deployment/${name}`]);
          }
          for (const change of changes) await scene.roll(cluster, change);
          if (both.some(({ unready }) => unready)) {
            await awaitPods(
              cluster,
              place,
              `app=${name}`,
              'pods that are not ready',
              ({ metadata, status }) => {
                const [server] = status.containerStatuses ?? [];
                const isCrash = both.some(({ code }) => code === 'pod-crash-looping');
                if (server === undefined || metadata.deletionTimestamp !== undefined || server.ready)
                  return false;
                return isCrash
                  ? server.state.waiting?.reason === 'CrashLoopBackOff' && server.restartCount > 1
                  : server.state.running !== undefined;
              },
            );
          }
          if (patch.length > 0) {
            const steps = JSON.stringify(patch);
            await kubectl(['patch', '-n', place, `service/${name}`, '--type', 'json', '-p', steps]);
          }
          for (const each of both) await each.inject?.(cluster, scene);
        },
        heal: async (cluster) => {
          for (const each of both) await each.heal?.(cluster, scene);
        },
      };
    },
  };
}
