import { corednsNoEndpoints } from './corednsNoEndpoints.ts';
import type { Fault } from './defineFault.ts';
import { dnsCrossNamespaceShortName } from './dnsCrossNamespaceShortName.ts';
import { portListeningOnLoopback } from './portListeningOnLoopback.ts';
import { serviceSelectorMatchesNothing } from './serviceSelectorMatchesNothing.ts';
import { serviceTargetPortWrong } from './serviceTargetPortWrong.ts';

/** Every root cause that is made on a real cluster: one file and one line here each. */
export const faults: readonly Fault[] = [
  serviceSelectorMatchesNothing,
  serviceTargetPortWrong,
  portListeningOnLoopback,
  dnsCrossNamespaceShortName,
  corednsNoEndpoints,
];
