import { corednsNoEndpoints } from './catalogue/corednsNoEndpoints.ts';
import { dnsConfigBad } from './catalogue/dnsConfigBad.ts';
import { dnsCrossNamespaceShortName } from './catalogue/dnsCrossNamespaceShortName.ts';
import { dnsHostAliasOverride } from './catalogue/dnsHostAliasOverride.ts';
import { dnsHostnetworkPolicy } from './catalogue/dnsHostnetworkPolicy.ts';
import { dnsNameserverWrong } from './catalogue/dnsNameserverWrong.ts';
import { endpointsLabelMissing } from './catalogue/endpointsLabelMissing.ts';
import { endpointsNoneReady } from './catalogue/endpointsNoneReady.ts';
import { endpointsStaleAddress } from './catalogue/endpointsStaleAddress.ts';
import { externalNameUnresolvable } from './catalogue/externalNameUnresolvable.ts';
import { headlessPortNotRemapped } from './catalogue/headlessPortNotRemapped.ts';
import { nodePodRouteMissing } from './catalogue/nodePodRouteMissing.ts';
import { podCrashLooping } from './catalogue/podCrashLooping.ts';
import { podMissing } from './catalogue/podMissing.ts';
import { podNotReady } from './catalogue/podNotReady.ts';
import { podUnscheduled } from './catalogue/podUnscheduled.ts';
import { policyDnsDenied } from './catalogue/policyDnsDenied.ts';
import { policyEgressDenied } from './catalogue/policyEgressDenied.ts';
import { policyIngressDenied } from './catalogue/policyIngressDenied.ts';
import { portListeningOnLoopback } from './catalogue/portListeningOnLoopback.ts';
import { portNotListening } from './catalogue/portNotListening.ts';
import { proxyRulesMissing } from './catalogue/proxyRulesMissing.ts';
import { proxyRulesStale } from './catalogue/proxyRulesStale.ts';
import { serviceInternalTrafficLocal } from './catalogue/serviceInternalTrafficLocal.ts';
import { serviceMissing } from './catalogue/serviceMissing.ts';
import { serviceNamedPortMissing } from './catalogue/serviceNamedPortMissing.ts';
import { servicePortMissing } from './catalogue/servicePortMissing.ts';
import { serviceProtocolMismatch } from './catalogue/serviceProtocolMismatch.ts';
import { serviceSelectorMatchesNothing } from './catalogue/serviceSelectorMatchesNothing.ts';
import { serviceTargetPortWrong } from './catalogue/serviceTargetPortWrong.ts';
import type { Check, CheckScope } from './defineCheck.ts';

/** Every root cause that can be found: one file and one line here each. */
export const checkCatalogue: readonly { [Scope in CheckScope]: Check<Scope> }[CheckScope][] = [
  podMissing,
  podUnscheduled,
  podCrashLooping,
  podNotReady,
  serviceMissing,
  servicePortMissing,
  serviceProtocolMismatch,
  dnsCrossNamespaceShortName,
  dnsNameserverWrong,
  dnsHostnetworkPolicy,
  dnsConfigBad,
  dnsHostAliasOverride,
  externalNameUnresolvable,
  policyDnsDenied,
  corednsNoEndpoints,
  serviceSelectorMatchesNothing,
  serviceNamedPortMissing,
  serviceInternalTrafficLocal,
  endpointsNoneReady,
  endpointsLabelMissing,
  endpointsStaleAddress,
  policyEgressDenied,
  policyIngressDenied,
  headlessPortNotRemapped,
  proxyRulesMissing,
  proxyRulesStale,
  nodePodRouteMissing,
  serviceTargetPortWrong,
  portListeningOnLoopback,
  portNotListening,
];
