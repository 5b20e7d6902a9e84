import { nodeAgents, type NodeAgent } from '../dataplane/nodeAgents.ts';
import { joinNodeRules, type NodeRules } from '../dataplane/nodeRules.ts';
import type { ClusterSnapshot } from '../model/clusterSnapshot.ts';
import { execTargets, type ContainerTarget } from '../probes/containerTarget.ts';
import type { Probe } from '../probes/defineProbe.ts';
import { nodeRulesProbe, type NodeRulesTool } from '../probes/nodeRulesProbe.ts';
import { onNode, type ProbeTarget } from '../probes/nodeTarget.ts';
import type { Observation } from '../probes/observation.ts';
import type { Answer, Inquiry } from './inquiry.ts';

/** What asking on a node needs besides the probe. */
export interface NodeQuestion {
  readonly inquiry: Inquiry;
  readonly snapshot: ClusterSnapshot;
  readonly node: string;
  /** What the answer decides, in words for people. */
  readonly reason: string;
}

/** The containers of a node's agents, those of kube-proxy first or last: its image seldom has more than rules. */
function agentContainers(
  { snapshot, node }: NodeQuestion,
  kubeProxy: 'first' | 'last',
): readonly ContainerTarget[] {
  const isProxy = ({ kind }: NodeAgent): boolean => kind === 'kube-proxy';
  const agents = nodeAgents(snapshot, node);
  const proxies = agents.filter(isProxy);
  const others = agents.filter((agent) => !isProxy(agent));
  const ordered = kubeProxy === 'first' ? [...proxies, ...others] : [...others, ...proxies];
  return ordered.flatMap(({ pod }) => execTargets(pod));
}

/** Whether another place may tell what this one could not: it lacks the tool, or shows nothing that can be read. */
function mayBeToldElsewhere(answer: Answer<unknown>): boolean {
  return (
    answer.state === 'unavailable' &&
    (answer.observation === undefined ||
      answer.observation.outcome === 'tool-missing' ||
      answer.observation.outcome === 'forbidden' ||
      answer.observation.outcome === 'ok')
  );
}

/** Tells why nothing is known when neither an agent nor the node itself could be asked. */
function explain<Result>(tried: readonly Answer<unknown>[], last: Answer<Result>): Answer<Result> {
  if (last.state !== 'unavailable') return last;
  const reasons = [...tried, last].flatMap((answer) =>
    answer.state === 'unavailable' ? [answer.reason] : [],
  );
  return { ...last, reason: [...new Set(reasons)].join('; ') };
}

/**
 * Asks a probe about a node's own network: first by plain exec in the node's running host-network agents, and where none
 * of them can tell on the node itself, which takes a privileged pod there.
 */
export function askOnNode<Extra extends object, Result>(
  question: NodeQuestion,
  probe: Probe<ProbeTarget & Extra, Result>,
  extra: Extra,
): Answer<Result> {
  const { inquiry, node, reason } = question;
  const tried: Answer<Result>[] = [];
  for (const target of agentContainers(question, 'last')) {
    const answer = inquiry.ask(probe, { ...target, ...extra }, reason);
    if (!mayBeToldElsewhere(answer)) {
      inquiry.dismiss(tried);
      return answer;
    }
    tried.push(answer);
  }
  inquiry.dismiss(tried);
  return explain(tried, inquiry.ask(onNode(probe), { node, ...extra }, reason));
}

/** Programs that together show what kube-proxy may have written, for an image without a shell. */
const toolsByFamily: Readonly<Record<4 | 6, readonly NodeRulesTool[]>> = {
  4: ['iptables-nft-save', 'iptables-legacy-save', 'iptables-save', 'nft'],
  6: ['ip6tables-nft-save', 'ip6tables-legacy-save', 'ip6tables-save', 'nft'],
};

/** Runs the programs one by one where there is no shell; the first observation stands for all of them. */
function askTools(
  { inquiry, reason }: NodeQuestion,
  target: ContainerTarget,
  family: 4 | 6,
  extra: { readonly look?: number },
): Answer<NodeRules> {
  const answers = toolsByFamily[family].map((tool) =>
    inquiry.ask(nodeRulesProbe, { ...target, ...extra, tool }, reason),
  );
  if (answers.some(({ state }) => state === 'pending')) return { state: 'pending' };
  const told = answers.filter((answer) => answer.state === 'answered');
  // An image has what its proxy needs: what it lacks says nothing.
  inquiry.dismiss(answers);
  const [first] = told;
  if (first === undefined) return answers[0] ?? { state: 'unavailable', reason: 'no tool shows rules' };
  const tables = (observation: Observation): number => observation.stdout.length;
  const longest = told.reduce((left, right) =>
    tables(right.observation) > tables(left.observation) ? right : left,
  );
  return {
    state: 'answered',
    value: joinNodeRules(told.map(({ value }) => value)),
    observation: longest.observation,
  };
}

/**
 * The packet rules of a node. kube-proxy's own container comes first, with a shell or (as its released images are)
 * without one; then other agents, then the node itself. `look` tells a second look from the first.
 */
export function askNodeRules(question: NodeQuestion, family: 4 | 6, look?: number): Answer<NodeRules> {
  const { inquiry, node, reason } = question;
  const extra = look === undefined ? {} : { look };
  const tried: Answer<NodeRules>[] = [];
  for (const target of agentContainers(question, 'first')) {
    const shell = inquiry.ask(nodeRulesProbe, { ...target, ...extra }, reason);
    if (!mayBeToldElsewhere(shell)) {
      inquiry.dismiss(tried);
      return shell;
    }
    tried.push(shell);
    const direct = askTools(question, target, family, extra);
    if (!mayBeToldElsewhere(direct)) {
      inquiry.dismiss(tried);
      return direct;
    }
  }
  inquiry.dismiss(tried);
  return explain(tried, inquiry.ask(onNode(nodeRulesProbe), { node, ...extra }, reason));
}
