import type { ClusterSnapshot, Pod } from '../model/clusterSnapshot.ts';
import { cniProbe } from '../probes/cniProbe.ts';
import { connectProbe } from '../probes/connectProbe.ts';
import type { Probe } from '../probes/defineProbe.ts';
import { linksProbe } from '../probes/linksProbe.ts';
import { lookupProbe } from '../probes/lookupProbe.ts';
import { nodeRulesProbe } from '../probes/nodeRulesProbe.ts';
import type { Observation } from '../probes/observation.ts';
import { resolverProbe } from '../probes/resolverProbe.ts';
import { routesProbe } from '../probes/routesProbe.ts';
import { socketsProbe } from '../probes/socketsProbe.ts';
import { wrapText } from '../text/wrapText.ts';
import { describeCni } from './describe/describeCni.ts';
import { describeConnect } from './describe/describeConnect.ts';
import { describeLinks } from './describe/describeLinks.ts';
import { describeLookup } from './describe/describeLookup.ts';
import { describeNodeRules } from './describe/describeNodeRules.ts';
import { describeResolver } from './describe/describeResolver.ts';
import { describeRoutes } from './describe/describeRoutes.ts';
import { describeSockets } from './describe/describeSockets.ts';
import type { Section } from './section.ts';

/** Where an observation was made, as far as its description depends on it. */
export interface ObservedPlace {
  readonly snapshot: ClusterSnapshot;
  readonly pod: Pod | undefined;
  /** The node that was looked at, or on which the pod runs. */
  readonly node: string | undefined;
}

type Describer = (observation: Observation, place: ObservedPlace) => readonly Section[] | undefined;

function describer<Parameters, Result>(
  probe: Probe<Parameters, Result>,
  describe: (value: Result, place: ObservedPlace) => readonly Section[],
): readonly [id: string, describe: Describer] {
  return [
    probe.id,
    (observation, place) => {
      const { value, errors } = probe.parse(observation);
      if (value === undefined) return undefined;
      const shown = errors.slice(0, mostErrors);
      const rest = errors.length - shown.length;
      return [
        ...describe(value, place),
        ...(errors.length === 0
          ? []
          : [
              {
                title: 'Not understood',
                lines: [...shown, ...(rest > 0 ? [`and ${String(rest)} more lines`] : [])],
              },
            ]),
      ];
    },
  ];
}

/** A reason that quotes the cluster may be long, and in an editor nothing wraps. */
const mostColumns = 100;

/** Lines that no parser knows are named, a few of them. */
const mostErrors = 5;

/** One line for each probe whose answer people read by itself. */
const describers: ReadonlyMap<string, Describer> = new Map([
  describer(lookupProbe, (value, { snapshot }) => describeLookup(value, snapshot)),
  describer(resolverProbe, (value, { snapshot }) => describeResolver(value, snapshot)),
  describer(socketsProbe, (value, { snapshot, pod }) => describeSockets(value, snapshot, pod)),
  describer(connectProbe, (value, { snapshot }) => describeConnect(value, snapshot)),
  describer(routesProbe, (value, { snapshot }) => describeRoutes(value, snapshot)),
  describer(linksProbe, (value) => describeLinks(value)),
  describer(nodeRulesProbe, (value) => describeNodeRules(value)),
  describer(cniProbe, (value, { snapshot, node }) => describeCni(value, snapshot, node)),
]);

function placeOf({ vantage }: Observation, snapshot: ClusterSnapshot): ObservedPlace {
  const pod =
    vantage.kind === 'pod' || vantage.kind === 'debug'
      ? snapshot.namespaces.get(vantage.namespace)?.pods.get(vantage.pod)
      : undefined;
  return { snapshot, pod, node: vantage.kind === 'node' ? vantage.node : pod?.nodeName };
}

/** What an observation says, in words and tables; why nothing can be said where it failed. */
export function describeObservation(observation: Observation, snapshot: ClusterSnapshot): readonly Section[] {
  const { outcome, reason, probe } = observation;
  if (outcome !== 'ok') return [{ title: 'No result', lines: wrapText(reason ?? outcome, mostColumns) }];
  const describe = describers.get(probe);
  if (describe === undefined) return [];
  return (
    describe(observation, placeOf(observation, snapshot)) ?? [
      { title: 'No result', lines: ['the output could not be read; it stands below as it is'] },
    ]
  );
}
