import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findCluster, upCluster, type RunningCluster } from '../testBed.ts';
import type { Progress } from '../progress.ts';
import type { NetworkPlugin, ProxyMode } from '../state.ts';
import { auditLogEnd, readProductRequests, type ProductRequests } from './auditLog.ts';
import { productFor, type Product } from './product.ts';
import { createProductUsers } from './productUser.ts';
import { startRandom } from './random.ts';
import type { Stage } from './stageScene.ts';

/** What a stage is opened with. */
export interface StageOptions {
  /** A cluster to start and to end; or one that runs and goes on running. */
  readonly cluster:
    | {
        readonly start: string;
        readonly proxyMode: ProxyMode;
        readonly networkPlugin?: NetworkPlugin;
        /** It goes on running after the stage was closed. */ readonly keep?: boolean;
      }
    | { readonly reuse: string };
  readonly seed: number;
  /** For files that are gone at the end. */
  readonly folder: string;
  /** The command line's entry. */
  readonly program: string;
  readonly casesFolder?: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** The product for whom more is allowed, and what it made of that. */
export interface PrivilegedProduct {
  readonly product: Product;
  readonly kubeconfig: string;
  /** Its home folder, where it keeps its notes. */
  readonly home: string;
  /** What was created and deleted since that place in the audit log. */
  readonly changes: (from: number) => Promise<readonly string[]>;
}

/** A cluster with users of the product's own, ready for scenes. */
export interface OpenStage {
  readonly stage: Stage;
  /** The product as a user who may not run programs in pods. */
  readonly readOnly: Product;
  /** The product as a user who may have debug containers and node pods. */
  readonly privileged: PrivilegedProduct;
  /** What the users asked of the API server so far. */
  readonly requests: () => Promise<ProductRequests>;
  /** Lets the product's user ask for a change, which the roles refuse; it stands in the audit log all the same. */
  readonly tryToWrite: () => Promise<void>;
  /** Takes away everything that was made, the cluster too when it was started here. Never interrupted. */
  readonly close: () => Promise<void>;
}

/** Opens a stage; when that fails or is interrupted nothing stays behind. */
export async function openStage(options: StageOptions): Promise<OpenStage> {
  const { seed, program, signal, casesFolder } = options;
  const cluster = await clusterOf(options);
  const end = async (): Promise<void> => {
    if ('start' in options.cluster && options.cluster.keep !== true) await cluster.down();
  };
  try {
    signal.throwIfAborted();
    const folder = join(options.folder, cluster.name);
    mkdirSync(folder, { recursive: true });
    const since = auditLogEnd(cluster);
    const namespace = `podpath-suite-${startRandom(Date.now(), 'users').name()}`;
    const users = await createProductUsers(cluster, folder, namespace);
    const useAs = ({ kubeconfig }: { kubeconfig: string }, home = join(folder, 'home')): Product =>
      productFor(kubeconfig, home, program, signal);
    // Any start of the product clears away what a run of the same home left: only tests of that may do so here.
    const privilegedHome = join(folder, 'home-of-privileged');
    return {
      stage: {
        cluster: { ...cluster, kubectl: (words, own) => cluster.kubectl(words, { signal, ...own }) },
        // Ending a scene is not interrupted.
        endingCluster: cluster,
        product: useAs(users.everything),
        seed,
        folder,
        signal,
        ...(casesFolder === undefined ? {} : { casesFolder }),
      },
      readOnly: useAs(users.readOnly),
      privileged: {
        product: useAs(users.privileged, privilegedHome),
        kubeconfig: users.privileged.kubeconfig,
        home: privilegedHome,
        changes: async (from) =>
          (await readProductRequests(cluster, from, [], users.privileged.userName)).changes,
      },
      requests: () =>
        readProductRequests(
          cluster,
          since,
          [users.everything, users.readOnly].map(({ userName }) => userName),
          users.privileged.userName,
        ),
      tryToWrite: async () => {
        const asUser = [
          `--kubeconfig=${users.everything.kubeconfig}`,
          'create',
          'namespace',
          `${namespace}-2`,
        ];
        await cluster.kubectl(asUser, { allowFailure: true });
      },
      close: async () => {
        await users.remove();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function clusterOf({ cluster, signal, progress }: StageOptions): Promise<RunningCluster> {
  if ('start' in cluster) {
    const { start, proxyMode, networkPlugin = 'bridge' } = cluster;
    return upCluster({ name: start, proxyMode, networkPlugin, signal, progress });
  }
  const found = findCluster(cluster.reuse);
  if (found !== undefined) return found;
  throw new Error(
    `there is no cluster ${cluster.reuse}; npm run cluster -- up --name ${cluster.reuse} starts it`,
  );
}
