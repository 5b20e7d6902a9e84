import { corednsNoEndpoints } from './catalogue/corednsNoEndpoints.ts';
import { dnsCrossNamespaceShortName } from './catalogue/dnsCrossNamespaceShortName.ts';
import { endpointsNoneReady } from './catalogue/endpointsNoneReady.ts';
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
  corednsNoEndpoints,
  serviceSelectorMatchesNothing,
  serviceNamedPortMissing,
  endpointsNoneReady,
  serviceTargetPortWrong,
  portListeningOnLoopback,
  portNotListening,
];
