import { cniLook } from './catalogue/cniLook.ts';
import { connectLook } from './catalogue/connectLook.ts';
import { lookupLook } from './catalogue/lookupLook.ts';
import { nodeRulesLook } from './catalogue/nodeRulesLook.ts';
import { routesLook } from './catalogue/routesLook.ts';
import { socketsLook } from './catalogue/socketsLook.ts';
import type { LookCommand } from './defineLookCommand.ts';

/** Every look, one line each. */
export const lookCatalogue: readonly LookCommand[] = [
  lookupLook,
  routesLook,
  socketsLook,
  connectLook,
  nodeRulesLook,
  cniLook,
];
