import { recordedCluster } from '../../session/recordedCluster.ts';
import { emptySnapshot } from '../../../core/model/emptySnapshot.ts';
import type { AccessQuestion, ChangeResult, Cluster, ExecResult } from '../../ports.ts';

type State = Readonly<Record<string, object>>;

/** How a scripted API server answers; everything works when nothing is said. */
export interface ApiScript {
  /** Objects by path, in place of or beside the usual ones; `undefined` for one that is not there. */
  readonly objects?: Readonly<Record<string, object | undefined>>;
  /** Rights that are missing: `patch pods/ephemeralcontainers`. */
  readonly refused?: readonly string[];
  /** What every change ends with. */
  readonly change?: ChangeResult;
  /** The state of what was created: running when nothing is said. */
  readonly state?: State;
  /** Answers programs that are run. */
  readonly exec?: (argv: readonly string[]) => ExecResult;
}

export interface ScriptedApi {
  readonly cluster: Cluster;
  /** Every change and exec in order, in a few words. */
  readonly log: string[];
  /** Bodies that were sent. */
  readonly sent: object[];
}

const pod = {
  metadata: { name: 'web-0', namespace: 'shop' },
  spec: { nodeName: 'n1', containers: [{ name: 'app' }] },
  status: { phase: 'Running' },
};
const node = {
  metadata: { name: 'n1', labels: { 'kubernetes.io/os': 'linux' } },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
};

/** An API server with pod shop/web-0 on node n1, which does what is asked and writes it down. */
export function scriptedApi(script: ApiScript = {}): ScriptedApi {
  const log: string[] = [];
  const sent: object[] = [];
  const objects = new Map<string, object | undefined>(
    Object.entries({
      '/version': { minor: '34' },
      '/api/v1/namespaces/shop': { metadata: { name: 'shop' } },
      '/api/v1/namespaces/default': { metadata: { name: 'default' } },
      '/api/v1/nodes/n1': node,
      '/api/v1/namespaces/shop/pods/web-0': pod,
      ...script.objects,
    }),
  );
  const { state = { running: { startedAt: '2026-01-01T00:00:00Z' } } } = script;
  const change = (words: string, effect: () => void): Promise<ChangeResult> => {
    log.push(words);
    const result = script.change ?? { kind: 'done' };
    if (result.kind === 'done') effect();
    return Promise.resolve(result);
  };
  const ephemeral: { name: string; state: State }[] = [];
  const showEphemeral = (path: string): void => {
    objects.set(path, {
      ...objects.get(path),
      status: { phase: 'Running', ephemeralContainerStatuses: ephemeral },
    });
  };
  const cluster: Cluster = {
    ...recordedCluster(emptySnapshot('test', '2026-01-01T00:00:00.000Z'), []),
    describe: () => ({ context: 'test', server: 'https://a:6443', namespace: 'default', kind: 'live' }),
    read: (path) => {
      const body = objects.get(path);
      return Promise.resolve(
        body === undefined ? { kind: 'not-found', reason: `${path} not found` } : { kind: 'found', body },
      );
    },
    exec: ({ container, argv }) => {
      log.push(`exec in ${container}: ${argv[3] ?? argv[0] ?? ''}`);
      if (argv[3] === 'podpath-end') {
        const ended = ephemeral.find(({ name }) => name === container);
        if (ended !== undefined) ended.state = { terminated: { reason: 'Completed' } };
      }
      return Promise.resolve(
        script.exec?.(argv) ?? { kind: 'exited', exitCode: 0, stdout: 'seen', stderr: '' },
      );
    },
    isAllowed: ({ verb, resource, subresource }: AccessQuestion) =>
      Promise.resolve(
        !(script.refused ?? []).includes(
          `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`,
        ),
      ),
    changes: {
      addEphemeralContainer: (namespace, name, container) => {
        sent.push(container);
        const own = (container as { name: string }).name;
        return change(`add ${own} to ${namespace}/${name}`, () => {
          ephemeral.push({ name: own, state });
          showEphemeral(`/api/v1/namespaces/${namespace}/pods/${name}`);
        });
      },
      createPod: (namespace, body) => {
        sent.push(body);
        const { name } = (body as { metadata: { name: string } }).metadata;
        return change(`create ${namespace}/${name}`, () => {
          objects.set(`/api/v1/namespaces/${namespace}/pods/${name}`, {
            status: { phase: 'Pending', containerStatuses: [{ name: 'tools', state }] },
          });
        });
      },
      deletePod: (namespace, name) => {
        log.push(`delete ${namespace}/${name}`);
        objects.delete(`/api/v1/namespaces/${namespace}/pods/${name}`);
        return Promise.resolve({ kind: 'done' });
      },
    },
  };
  return { cluster, log, sent };
}
