import { cniStep } from './catalogue/cniStep.ts';
import { connectStep } from './catalogue/connectStep.ts';
import { lookupStep } from './catalogue/lookupStep.ts';
import { nodeRulesStep } from './catalogue/nodeRulesStep.ts';
import { routesStep } from './catalogue/routesStep.ts';
import { socketsStep } from './catalogue/socketsStep.ts';
import type { Step } from './defineStep.ts';

/** Every step, one line each. */
export const stepCatalogue: readonly Step[] = [
  lookupStep,
  routesStep,
  socketsStep,
  connectStep,
  nodeRulesStep,
  cniStep,
];
