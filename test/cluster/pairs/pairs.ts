import type { Fault } from '../faults/defineFault.ts';
import {
  crashLooping,
  dnsDown,
  namedPortMissing,
  notReady,
  selectorWrong,
  shortName,
  targetPortWrong,
  trafficLocal,
} from './breaks.ts';
import { definePair } from './definePair.ts';

/** Two causes at once: both are named, each before what follows from it. One line here each. */
export const pairs: readonly Fault[] = [
  definePair(shortName, selectorWrong, [
    ...(['dns-cross-namespace-short-name', 'service-selector-matches-nothing', 'service-missing'] as const),
  ]),
  definePair(targetPortWrong, notReady, [
    ...(['service-target-port-wrong', 'pod-not-ready', 'endpoints-none-ready'] as const),
  ]),
  definePair(namedPortMissing, crashLooping, [
    ...(['service-named-port-missing', 'pod-crash-looping', 'endpoints-none-ready'] as const),
  ]),
  definePair(targetPortWrong, trafficLocal, ['service-target-port-wrong', 'service-internal-traffic-local']),
  definePair(dnsDown, targetPortWrong, [
    ...(['coredns-no-endpoints', 'service-target-port-wrong', 'port-not-listening'] as const),
  ]),
  definePair(dnsDown, selectorWrong, ['coredns-no-endpoints', 'service-selector-matches-nothing']),
];
