import { corednsNoEndpoints } from './catalogue/dns/corednsNoEndpoints.ts';
import { dnsConfigBad } from './catalogue/dns/dnsConfigBad.ts';
import { dnsCrossNamespaceShortName } from './catalogue/dns/dnsCrossNamespaceShortName.ts';
import { dnsHostAliasOverride } from './catalogue/dns/dnsHostAliasOverride.ts';
import { dnsHostnetworkPolicy } from './catalogue/dns/dnsHostnetworkPolicy.ts';
import { dnsNameserverWrong } from './catalogue/dns/dnsNameserverWrong.ts';
import { endpointsLabelMissing } from './catalogue/endpoints/endpointsLabelMissing.ts';
import { endpointsNoneReady } from './catalogue/endpoints/endpointsNoneReady.ts';
import { endpointsStaleAddress } from './catalogue/endpoints/endpointsStaleAddress.ts';
import { externalNameUnresolvable } from './catalogue/dns/externalNameUnresolvable.ts';
import { headlessPortNotRemapped } from './catalogue/service/headlessPortNotRemapped.ts';
import { nodePodRouteMissing } from './catalogue/node/nodePodRouteMissing.ts';
import { podCrashLooping } from './catalogue/pod/podCrashLooping.ts';
import { podMissing } from './catalogue/pod/podMissing.ts';
import { podNotReady } from './catalogue/pod/podNotReady.ts';
import { podUnscheduled } from './catalogue/pod/podUnscheduled.ts';
import { policyAndOrConfusion } from './catalogue/policy/policyAndOrConfusion.ts';
import { policyApiserverDenied } from './catalogue/policy/policyApiserverDenied.ts';
import { policyIpblockIneffective } from './catalogue/policy/policyIpblockIneffective.ts';
import { policyNamedPortUnresolved } from './catalogue/policy/policyNamedPortUnresolved.ts';
import { policyNamespaceLabelMissing } from './catalogue/policy/policyNamespaceLabelMissing.ts';
import { policyPeerMatchesNobody } from './catalogue/policy/policyPeerMatchesNobody.ts';
import { policyTypesInferred } from './catalogue/policy/policyTypesInferred.ts';
import { policyUsesServicePort } from './catalogue/policy/policyUsesServicePort.ts';
import { policyDnsDenied } from './catalogue/policy/policyDnsDenied.ts';
import { policyEgressDenied } from './catalogue/policy/policyEgressDenied.ts';
import { policyIngressDenied } from './catalogue/policy/policyIngressDenied.ts';
import { portListeningOnLoopback } from './catalogue/pod/portListeningOnLoopback.ts';
import { portNotListening } from './catalogue/pod/portNotListening.ts';
import { proxyRulesMissing } from './catalogue/proxy/proxyRulesMissing.ts';
import { proxyRulesStale } from './catalogue/proxy/proxyRulesStale.ts';
import { serviceInternalTrafficLocal } from './catalogue/service/serviceInternalTrafficLocal.ts';
import { serviceMissing } from './catalogue/service/serviceMissing.ts';
import { serviceNamedPortMissing } from './catalogue/service/serviceNamedPortMissing.ts';
import { servicePortMissing } from './catalogue/service/servicePortMissing.ts';
import { serviceProtocolMismatch } from './catalogue/service/serviceProtocolMismatch.ts';
import { serviceSelectorMatchesNothing } from './catalogue/service/serviceSelectorMatchesNothing.ts';
import { serviceTargetPortWrong } from './catalogue/service/serviceTargetPortWrong.ts';
import type { Check } from './defineCheck.ts';

/** Every root cause that can be found: one file and one line here each. */
export const checkCatalogue: readonly Check[] = [
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
  policyApiserverDenied,
  policyUsesServicePort,
  policyNamedPortUnresolved,
  policyIpblockIneffective,
  policyNamespaceLabelMissing,
  policyAndOrConfusion,
  policyPeerMatchesNobody,
  policyTypesInferred,
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

/**
 * Codes that a check explains and that no check finds yet, so that their meaning is taken: a cause is named before its
 * consequences can be.
 */
export const reservedCodes: readonly string[] = [
  'proxy-drops-no-local-endpoint',
  'proxy-rejects-no-endpoints',
  'service-no-selector-no-slices',
];
