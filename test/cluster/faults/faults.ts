import { corednsNoEndpoints } from './corednsNoEndpoints.ts';
import type { Fault } from './defineFault.ts';
import { dnsConfigBad } from './dnsConfigBad.ts';
import { dnsCrossNamespaceShortName } from './dnsCrossNamespaceShortName.ts';
import { dnsHostAliasOverride } from './dnsHostAliasOverride.ts';
import { dnsHostnetworkPolicy } from './dnsHostnetworkPolicy.ts';
import { dnsNameserverWrong } from './dnsNameserverWrong.ts';
import { endpointsLabelMissing } from './endpointsLabelMissing.ts';
import { endpointsNoneReady } from './endpointsNoneReady.ts';
import { endpointsStaleAddress } from './endpointsStaleAddress.ts';
import { externalNameUnresolvable } from './externalNameUnresolvable.ts';
import { headlessPortNotRemapped } from './headlessPortNotRemapped.ts';
import { podCrashLooping } from './podCrashLooping.ts';
import { podMissing } from './podMissing.ts';
import { podNotReady } from './podNotReady.ts';
import { podUnscheduled } from './podUnscheduled.ts';
import { nodePodRouteMissing } from './nodePodRouteMissing.ts';
import { portListeningOnLoopback } from './portListeningOnLoopback.ts';
import { portNotListening } from './portNotListening.ts';
import { proxyRulesMissing } from './proxyRulesMissing.ts';
import { proxyRulesStale } from './proxyRulesStale.ts';
import { serviceInternalTrafficLocal } from './serviceInternalTrafficLocal.ts';
import { serviceMissing } from './serviceMissing.ts';
import { serviceNamedPortMissing } from './serviceNamedPortMissing.ts';
import { servicePortMissing } from './servicePortMissing.ts';
import { serviceProtocolMismatch } from './serviceProtocolMismatch.ts';
import { serviceSelectorMatchesNothing } from './serviceSelectorMatchesNothing.ts';
import { serviceTargetPortWrong } from './serviceTargetPortWrong.ts';

/** Every root cause that is made on a real cluster: one file and one line here each. */
export const faults: readonly Fault[] = [
  serviceSelectorMatchesNothing,
  serviceTargetPortWrong,
  portListeningOnLoopback,
  dnsCrossNamespaceShortName,
  dnsConfigBad,
  dnsHostAliasOverride,
  dnsHostnetworkPolicy,
  dnsNameserverWrong,
  endpointsLabelMissing,
  endpointsStaleAddress,
  externalNameUnresolvable,
  headlessPortNotRemapped,
  corednsNoEndpoints,
  proxyRulesMissing,
  proxyRulesStale,
  nodePodRouteMissing,
  podUnscheduled,
  podCrashLooping,
  podNotReady,
  portNotListening,
  serviceMissing,
  servicePortMissing,
  serviceNamedPortMissing,
  serviceProtocolMismatch,
  serviceInternalTrafficLocal,
  endpointsNoneReady,
  podMissing,
];
