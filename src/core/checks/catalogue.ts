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
import { podMissing } from './catalogue/podMissing.ts';
import { portListeningOnLoopback } from './catalogue/portListeningOnLoopback.ts';
import { portNotListening } from './catalogue/portNotListening.ts';
import { serviceMissing } from './catalogue/serviceMissing.ts';
import { serviceNamedPortMissing } from './catalogue/serviceNamedPortMissing.ts';
import { servicePortMissing } from './catalogue/servicePortMissing.ts';
import { serviceSelectorMatchesNothing } from './catalogue/serviceSelectorMatchesNothing.ts';
import { serviceTargetPortWrong } from './catalogue/serviceTargetPortWrong.ts';
import type { Check, CheckScope } from './defineCheck.ts';

/** Every root cause that can be found: one file and one line here each. */
export const checkCatalogue: readonly { [Scope in CheckScope]: Check<Scope> }[CheckScope][] = [
  podMissing,
  serviceMissing,
  servicePortMissing,
  dnsCrossNamespaceShortName,
  dnsNameserverWrong,
  dnsHostnetworkPolicy,
  dnsConfigBad,
  dnsHostAliasOverride,
  externalNameUnresolvable,
  corednsNoEndpoints,
  serviceSelectorMatchesNothing,
  serviceNamedPortMissing,
  endpointsNoneReady,
  endpointsLabelMissing,
  endpointsStaleAddress,
  headlessPortNotRemapped,
  serviceTargetPortWrong,
  portListeningOnLoopback,
  portNotListening,
];
