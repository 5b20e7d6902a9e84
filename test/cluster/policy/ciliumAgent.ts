import { request } from 'node:http';
import { childOf, isRunning } from '../processes.ts';
import { readState } from '../state.ts';
import { waitFor } from '../waitFor.ts';

/** What the agent of one node says about policies; its REST API is what cilium-dbg asks (api/v1/openapi.yaml of Cilium). */
interface AgentPolicies {
  readonly revision: number;
  /** The uids of the NetworkPolicies that it has imported. */
  readonly uids: ReadonlySet<string>;
}

/** A selector that rules use, with the identities that it selects now. */
interface CachedSelector {
  readonly selector: string;
  readonly identities?: readonly number[] | null;
}

interface AgentEndpoint {
  readonly status: {
    readonly state: string;
    readonly 'external-identifiers'?: { readonly 'pod-name'?: string };
    readonly policy?: { readonly realized?: { readonly 'policy-revision'?: number } };
  };
}

/** GET of the agent's API over its socket in the node, which stands in the node's own /run. */
function askAgent(cluster: string, node: string, path: string): Promise<unknown> {
  const supervisor = readState(cluster)?.nodes.find(({ name }) => name === node)?.supervisor;
  const init = supervisor !== undefined && isRunning(supervisor) ? childOf(supervisor.id) : undefined;
  if (init === undefined) throw new Error(`the node ${node} does not run`);
  const socketPath = `/proc/${String(init)}/root/run/cilium/cilium.sock`;
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, host: 'localhost' }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${path} of the agent on ${node}: ${String(response.statusCode)} ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** Rules carry the labels of the object that they were made of (pkg/k8s/apis/cilium.io/utils GetPolicyLabels). */
async function readPolicies(cluster: string, node: string): Promise<AgentPolicies> {
  const { policy, revision } = (await askAgent(cluster, node, '/v1/policy')) as {
    readonly policy: string;
    readonly revision: number;
  };
  const rules = JSON.parse(policy) as readonly {
    readonly labels: readonly { readonly key: string; readonly value: string }[];
  }[];
  const uids = rules.flatMap(({ labels }) =>
    labels.flatMap(({ key, value }) => (key === 'io.cilium.k8s.policy.uid' ? [value] : [])),
  );
  return { revision, uids: new Set(uids) };
}

/** Blocks of addresses get their identities after the endpoints' programs, so a selector of them may still be empty. */
async function unresolvedBlocks(cluster: string, node: string): Promise<readonly string[]> {
  const selectors = (await askAgent(cluster, node, '/v1/policy/selectors')) as readonly CachedSelector[];
  return selectors
    .filter(({ selector, identities }) => selector.includes('cidr:') && (identities ?? []).length === 0)
    .map(({ selector }) => `no identity for ${selector}`);
}

/** Endpoints whose programs do not have the policies of a revision yet. */
async function lateEndpoints(cluster: string, node: string, revision: number): Promise<readonly string[]> {
  const endpoints = (await askAgent(cluster, node, '/v1/endpoint')) as readonly AgentEndpoint[];
  return endpoints.flatMap(({ status }) => {
    const pod = status['external-identifiers']?.['pod-name'] ?? '/';
    const realised = status.policy?.realized?.['policy-revision'] ?? 0;
    // The node's own endpoint has no policies of its own here.
    if (pod === '/' || (status.state === 'ready' && realised >= revision)) return [];
    return [`${pod} is ${status.state} with revision ${String(realised)}`];
  });
}

/**
 * Awaits that the node enforces exactly these NetworkPolicies: the agent has imported them and no other, and each of its
 * endpoints has realised that revision of its policies, which the agent says when the kernel's maps are written.
 * @param uids of every NetworkPolicy that exists
 */
export async function awaitEnforcement(
  cluster: string,
  node: string,
  uids: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const options = { timeout: 120_000, interval: 20, signal };
  const revision = await waitFor(
    `Cilium on ${node} to import ${String(uids.size)} policies`,
    async () => {
      const known = await readPolicies(cluster, node);
      const isSame = known.uids.size === uids.size && [...uids].every((uid) => known.uids.has(uid));
      return isSame ? known.revision : undefined;
    },
    options,
  );
  await waitFor(
    `Cilium on ${node} to realise revision ${String(revision)}`,
    async () => {
      const late = await lateEndpoints(cluster, node, revision);
      const missing = late.length > 0 ? late : await unresolvedBlocks(cluster, node);
      if (missing.length > 0) throw new Error(missing.join(', '));
      return true;
    },
    options,
  );
}
