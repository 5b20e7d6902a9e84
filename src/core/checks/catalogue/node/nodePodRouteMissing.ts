import { askOnNode } from '../../../inquiry/askOnNode.ts';
import type { Answer } from '../../../inquiry/inquiry.ts';
import { judgeLocalRoute, judgePodRoute, type PodRouteJudgement } from '../../../dataplane/podRoute.ts';
import { describeRoute, type RouteTables } from '../../../dataplane/routes.ts';
import type { Node } from '../../../model/clusterSnapshot.ts';
import { commandOfRequest, joinCommand } from '../../../probes/commandLine.ts';
import type { Observation } from '../../../probes/observation.ts';
import { routesProbe } from '../../../probes/routesProbe.ts';
import { defineCheck, type CheckTools } from '../../defineCheck.ts';
import { routeScope, type RouteEnd } from '../../scopes/route.ts';
import { probeEvidence } from '../../../finding/evidence.ts';

/** One judgement of the routes of one node. */
interface Leg {
  readonly node: Node;
  readonly judgement: PodRouteJudgement;
  readonly observation: Observation;
}
type BrokenLeg = Leg & { readonly judgement: Extract<PodRouteJudgement, { kind: 'broken' }> };

function isBroken(leg: Leg): leg is BrokenLeg {
  return leg.judgement.kind === 'broken';
}

function ask(end: RouteEnd, { snapshot, inquiry }: CheckTools): Answer<RouteTables> {
  const reason = `which way packets between the pods take from node ${end.node}`;
  return askOnNode({ inquiry, snapshot, node: end.node, reason }, routesProbe, {});
}

/** The command that runs a program on a node from anywhere. */
function onNodeCommand(node: string, argv: readonly string[]): string {
  return commandOfRequest({
    vantage: { kind: 'node', node },
    privilege: 'node-pod',
    action: { kind: 'exec', argv },
  });
}

function excerptOf({ judgement }: BrokenLeg): string {
  return judgement.route === undefined ? 'no route' : describeRoute(judgement.route);
}

/**
 * No route, or one through a wrong next hop, between the nodes of two pods; in either direction, since an answer needs its
 * way too.
 */
export const nodePodRouteMissing = defineCheck({
  code: 'node-pod-route-missing',
  title: 'A node has no right route to the pods of the other node',
  scope: routeScope,
  hop: 'route',
  severity: 'error',
  needs: ['nodes', 'pods'],
  explains: [],
  evaluate: ({ source, target }, tools) => {
    const { nodes } = tools.snapshot;
    const [sourceNode, targetNode] = [nodes.get(source.node), nodes.get(target.node)];
    if (sourceNode === undefined || targetNode === undefined)
      return {
        kind: 'skipped',
        reason: `node ${sourceNode === undefined ? source.node : target.node} is not known`,
      };
    const [there, back] = [ask(source, tools), ask(target, tools)];
    if (there.state === 'pending' || back.state === 'pending') return { kind: 'pending' };
    const others = [...nodes.values()].filter((node) => node !== sourceNode && node !== targetNode);
    const legs: Leg[] = [];
    const add = (
      node: Node,
      { observation }: { observation: Observation },
      judgement: PodRouteJudgement,
    ): void => {
      legs.push({ node, observation, judgement });
    };
    if (there.state === 'answered') {
      const reverse =
        back.state === 'answered' ? { reverse: { tables: back.value, address: source.address } } : {};
      const question = {
        from: sourceNode,
        tables: there.value,
        to: targetNode,
        address: target.address,
        others,
      };
      add(sourceNode, there, judgePodRoute({ ...question, ...reverse }));
      add(sourceNode, there, judgeLocalRoute(sourceNode, there.value, source.address));
    }
    if (back.state === 'answered') {
      const reverse =
        there.state === 'answered' ? { reverse: { tables: there.value, address: target.address } } : {};
      const question = {
        from: targetNode,
        tables: back.value,
        to: sourceNode,
        address: source.address,
        others,
      };
      add(targetNode, back, judgePodRoute({ ...question, ...reverse }));
      add(targetNode, back, judgeLocalRoute(targetNode, back.value, target.address));
    }
    const broken = legs.filter(isBroken);
    if (broken.length === 0) {
      const reasons = [
        ...[there, back].flatMap((answer) => (answer.state === 'unavailable' ? [answer.reason] : [])),
        ...legs.flatMap(({ judgement }) => (judgement.kind === 'unknown' ? [judgement.because] : [])),
      ];
      if (reasons.length > 0) return { kind: 'skipped', reason: reasons.join('; ') };
      const fine = legs.flatMap(({ judgement }) => (judgement.kind === 'fine' ? [judgement.because] : []));
      return {
        kind: 'pass',
        because: `the routes between the pods are there: ${[...new Set(fine)].join('; ')}`,
      };
    }
    const uncertain = broken.find(({ judgement }) => judgement.uncertainBecause !== '')?.judgement
      .uncertainBecause;
    const commands = broken.flatMap(({ node, judgement }) =>
      judgement.repair.map((argv) => ({ node: node.name, argv })),
    );
    const own = commands.map(({ node, argv }) => `${joinCommand(argv)} (on ${node})`).join(', ');
    return {
      kind: 'finding',
      certainty: uncertain === undefined ? 'proven' : 'likely',
      summary:
        broken.map(({ node, judgement }) => `Node ${node.name} ${judgement.what}.`).join(' ') +
        (uncertain === undefined ? '' : ` Another route may still decide: ${uncertain}.`),
      objects: [
        ...broken.map(({ node }) => ({ kind: 'node' as const, name: node.name })),
        { kind: 'pod', namespace: target.pod.namespace, name: target.pod.name },
      ],
      evidence: broken.map((leg) => probeEvidence(leg.observation, excerptOf(leg))),
      remediation: {
        text: `Make the routes right${own === '' ? '' : `: ${own}`}. Such routes are made by the CNI’s agent, a route controller or by hand: find out why this one is not there, or it will not last. The commands below run in a pod that kubectl leaves on the node, to be deleted.`,
        commands: commands.map(({ node, argv }) => onNodeCommand(node, argv)),
      },
    };
  },
});
