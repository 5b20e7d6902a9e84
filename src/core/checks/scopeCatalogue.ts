import { backendScope } from './scopes/backend.ts';
import { lookupScope } from './scopes/lookup.ts';
import { nameScope } from './scopes/name.ts';
import { podScope } from './scopes/pod.ts';
import { policyScope } from './scopes/policy.ts';
import { proxyScope } from './scopes/proxy.ts';
import { questionScope } from './scopes/question.ts';
import { routeScope } from './scopes/route.ts';
import { serviceScope } from './scopes/service.ts';
import { sliceScope } from './scopes/slice.ts';
import type { Scope } from './scopes/defineScope.ts';

/** Everything that checks are about: one file and one line here each, in the order in which subjects are judged. */
export const scopeCatalogue: readonly Scope[] = [
  questionScope,
  nameScope,
  lookupScope,
  serviceScope,
  podScope,
  sliceScope,
  policyScope,
  proxyScope,
  routeScope,
  backendScope,
];
