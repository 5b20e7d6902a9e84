import type { Condition } from '../../model/condition.ts';
import { isComplete } from '../../model/coverage.ts';
import type { Gateway, GatewayListener, RouteParent } from '../../model/gateway.ts';
import { type EntryContext, type Judgement, fine } from './entryContext.ts';

function conditionOf(conditions: readonly Condition[], type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

function words({ reason, message }: Condition): string {
  return [reason, message].filter((part) => part !== undefined && part !== '').join(': ');
}

function judgeListener({ name, conditions }: GatewayListener): Judgement {
  for (const type of ['Accepted', 'ResolvedRefs', 'Programmed']) {
    const condition = conditionOf(conditions, type);
    if (condition?.status === 'False' && condition.reason !== 'Pending')
      return { state: 'warning', reason: `listener ${name} is not ${spell(type)}: ${words(condition)}` };
  }
  const conflicted = conditionOf(conditions, 'Conflicted');
  if (conflicted?.status === 'True')
    return { state: 'warning', reason: `listener ${name} is in conflict: ${words(conflicted)}` };
  return fine;
}

function spell(type: string): string {
  return type === 'ResolvedRefs' ? 'resolved' : type.toLowerCase();
}

/**
 * Judges a Gateway by what its controller says (gateway.networking.k8s.io conditions Accepted and Programmed, for it and for each
 * of its listeners). A condition that says no is a state; as long as nobody has answered, nobody knows.
 */
export function judgeGateway(gateway: Gateway, { snapshot }: EntryContext): Judgement {
  const { conditions, listeners, className } = gateway;
  const accepted = conditionOf(conditions, 'Accepted');
  const programmed = conditionOf(conditions, 'Programmed');
  if (accepted?.status === 'False' && accepted.reason !== 'Pending')
    return { state: 'error', reason: `is not accepted: ${words(accepted)}` };
  if (programmed?.status === 'False') {
    const pending = programmed.reason === 'Pending';
    return { state: pending ? 'warning' : 'error', reason: `is not programmed: ${words(programmed)}` };
  }
  if (programmed?.status !== 'True' && accepted?.status !== 'True') {
    const absent = isComplete(snapshot.coverage, 'gatewayclasses') && !snapshot.gatewayClasses.has(className);
    if (absent) return { state: 'error', reason: `GatewayClass ${className} does not exist` };
    return { state: 'unknown', reason: 'no controller has taken it on yet' };
  }
  return listeners.map(judgeListener).find(({ state }) => state !== 'ok') ?? fine;
}

/** Judges the attachment of a route to one Gateway. */
export function judgeParent(parent: RouteParent, { snapshot }: EntryContext): Judgement {
  const { namespace, name, conditions } = parent;
  const label = `Gateway ${namespace}/${name}`;
  const accepted = conditionOf(conditions, 'Accepted');
  const resolved = conditionOf(conditions, 'ResolvedRefs');
  if (accepted?.status === 'False')
    return { state: 'error', reason: `${label} does not accept it: ${words(accepted)}` };
  if (resolved?.status === 'False')
    return { state: 'error', reason: `its references are not resolved: ${words(resolved)}` };
  if (accepted?.status === 'True') return fine;
  const absent =
    isComplete(snapshot.coverage, 'gateways', namespace) &&
    snapshot.namespaces.get(namespace)?.gateways.has(name) !== true;
  if (absent) return { state: 'error', reason: `${label} does not exist` };
  return { state: 'unknown', reason: `no controller has answered for ${label} yet` };
}

/** What the attachments of a route come to: it works as long as one of them does. */
export function judgeParents(parents: readonly Judgement[]): Judgement {
  const broken = parents.filter(({ state }) => state === 'error');
  const [first] = broken;
  if (first === undefined) return parents.find(({ state }) => state !== 'ok') ?? fine;
  if (broken.length === parents.length) return first;
  return { state: 'warning', reason: first.reason };
}
