import type { HealthySetUp } from './defineHealthySetUp.ts';
import { externalNameInside } from './externalNameInside.ts';
import { handMadeSlice } from './handMadeSlice.ts';
import { headlessService } from './headlessService.ts';
import {
  hostNetworkClientByAddress,
  hostNetworkClientByReference,
  hostNetworkClientWithClusterDns,
} from './hostNetworkClient.ts';
import { localTrafficWithLocalEndpoint } from './localTrafficWithLocalEndpoint.ts';
import { loopbackAdminPort } from './loopbackAdminPort.ts';
import { oneCorednsReplica } from './oneCorednsReplica.ts';
import { externalNameOutside, handMadeSliceOutside, headlessOtherPort } from './oddEndpoints.ts';
import { onePortNameTwoNumbers } from './onePortNameTwoNumbers.ts';
import { onlyTerminatingEndpoints } from './onlyTerminatingEndpoints.ts';
import { podRouteByDefault } from './podRouteByDefault.ts';
import { publishedNotReady } from './publishedNotReady.ts';
import { policyNotEnforced } from './policies.ts';
import {
  absoluteNamesOnly,
  hostAliasThatIsRight,
  hostsOfAnotherContainer,
  nameserverThatForwards,
  nodeResolverByReference,
  smallNdots,
} from './resolvers.ts';
import { selectorAcrossWorkloads } from './selectorAcrossWorkloads.ts';
import { shortNameInBothNamespaces } from './shortNameInBothNamespaces.ts';
import {
  completedSibling,
  crashLoopingSibling,
  terminatingSibling,
  unscheduledSibling,
} from './troubledSibling.ts';
import { twoProtocolsOnePort } from './twoProtocolsOnePort.ts';
import { undeclaredTargetPort } from './undeclaredTargetPort.ts';

/** Everything unusual in which nothing may be found: one line here each. */
export const healthySetUps: readonly HealthySetUp[] = [
  nameserverThatForwards,
  smallNdots,
  absoluteNamesOnly,
  nodeResolverByReference,
  hostAliasThatIsRight,
  hostsOfAnotherContainer,
  headlessOtherPort,
  externalNameOutside,
  handMadeSliceOutside,
  policyNotEnforced,
  headlessService,
  handMadeSlice,
  onePortNameTwoNumbers,
  hostNetworkClientWithClusterDns,
  hostNetworkClientByAddress,
  hostNetworkClientByReference,
  externalNameInside,
  selectorAcrossWorkloads,
  loopbackAdminPort,
  shortNameInBothNamespaces,
  undeclaredTargetPort,
  onlyTerminatingEndpoints,
  podRouteByDefault,
  oneCorednsReplica,
  localTrafficWithLocalEndpoint,
  publishedNotReady,
  twoProtocolsOnePort,
  crashLoopingSibling,
  unscheduledSibling,
  terminatingSibling,
  completedSibling,
];
