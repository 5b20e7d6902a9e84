import {
  couldNotTry,
  type ConnectAttempt,
  type ConnectResult,
  type ConnectTarget,
} from '../probes/connectAttempts.ts';
import { connectProbe } from '../probes/connectProbe.ts';
import { datagramProbe } from '../probes/datagramProbe.ts';
import type { DialedAddress } from './dialedAddress.ts';
import type { Answer, Inquiry } from './inquiry.ts';
import type { SourceFacts } from './sourceFacts.ts';

/** What was seen of connections from the source to one address and port. */
export type ConnectionFact =
  | {
      readonly state: 'seen';
      readonly attempts: readonly ConnectAttempt[];
      readonly tool: string;
      /** What a first look saw, when a second one decided. */
      readonly before?: readonly ConnectAttempt[];
    }
  | { readonly state: 'pending' }
  | { readonly state: 'unseen'; readonly reason: string };

/** Connections from the source: directly to backends, and to the address that the client dials. */
export interface ConnectionFacts {
  to(target: Partial<ConnectTarget>): ConnectionFact;
  /** Why some backends were not tried: enough of them had not answered; '' where all were. */
  readonly untried: string;
}

/**
 * Backends that one command tries; more are asked in several commands. It tries eight at once, so these take three
 * rounds of time-outs.
 */
const targetsPerCommand = 24;

/** Tries that run side by side in a container. Where none of so many is answered at all, more would only take longer. */
const firstWave = 8;

/** Nobody should answer then; two tries show it. */
const attemptsWithoutBackend = 2;

/**
 * How often an address that a proxy translates is tried. The proxy chooses at random: with n equal backends, 4n tries
 * leave any one of them out with a probability of at most e⁻⁴ (2 %).
 */
function attemptsThroughProxy(backends: number): number {
  if (backends === 0) return attemptsWithoutBackend;
  return Math.min(24, Math.max(8, 4 * backends));
}

/**
 * Proxies gather changes before they write rules (kube-proxy: at most every second, minSyncPeriod), so what disagrees
 * with the API right after a change is looked at once more after this many seconds.
 */
const settleSeconds = 3;

function keyOf(target: Partial<ConnectTarget>): string {
  return `${target.address ?? ''} ${target.port}`;
}

/** Why datagrams that were sent prove nothing. */
export const silentOverUdp = 'nothing came back over UDP, where an application may well be silent';

/** What one look tells of one target. Over UDP silence alone tells nothing, and beside an answer nothing against it. */
function factOf(answer: Answer<ConnectResult>, target: ConnectTarget): ConnectionFact {
  if (answer.state === 'pending') return { state: 'pending' };
  if (answer.state === 'unavailable') return { state: 'unseen', reason: answer.reason };
  const { tool, attempts } = answer.value;
  const all = attempts.filter((attempt) => keyOf(attempt) === keyOf(target));
  const [first] = all;
  if (first === undefined) return { state: 'unseen', reason: 'the probe ended before it was tried' };
  const own = all.filter(({ status }) => status !== 'unknown');
  if (own.length === 0) return { state: 'unseen', reason: couldNotTry(tool, first) };
  const heard = own.filter(({ status }) => status !== 'silent');
  if (heard.length === 0) return { state: 'unseen', reason: silentOverUdp };
  const failed = heard.some(({ status }) => status !== 'connected');
  return { state: 'seen', tool, attempts: failed ? own : heard };
}

/** Whether every try was lost without an answer, not even a refusal. */
function isSilent(fact: ConnectionFact): boolean {
  return fact.state === 'seen' && fact.attempts.every(({ status }) => status === 'timeout');
}

/** Asks for connections from the source to everything that it may be given, over TCP or UDP. */
export function connectFrom(
  source: SourceFacts,
  dialed: readonly DialedAddress[],
  protocol: string,
  inquiry: Inquiry,
): ConnectionFacts {
  const facts = new Map<string, ConnectionFact>();
  const unseen = (reason: string): ConnectionFacts => ({
    to: () => ({ state: 'unseen', reason }),
    untried: '',
  });
  if (protocol === 'SCTP') return unseen(`no probe proves a ${protocol} connection from here`);
  if (source.containers.length === 0) return unseen(source.silentBecause);

  const probe = protocol === 'UDP' ? datagramProbe : connectProbe;
  const askOne = (
    targets: readonly ConnectTarget[],
    attempts: number,
    reason: string,
  ): Answer<ConnectResult> => inquiry.askInPod(probe, source.containers, { targets, attempts }, reason);
  const factFor = (target: Partial<ConnectTarget>): ConnectionFact =>
    facts.get(keyOf(target)) ?? { state: 'unseen', reason: 'no port is known to dial' };

  /** Tries an address that a proxy translates; further times only where somebody answers at all. */
  const askThroughProxy = (target: ConnectTarget, backends: number): ConnectionFact => {
    const reason = `whether ${target.address}:${target.port} answers each time`;
    const attempts = attemptsThroughProxy(backends);
    const first = factOf(askOne([target], Math.min(attempts, firstWave), reason), target);
    if (attempts <= firstWave || first.state !== 'seen' || outcomeOf(first) === 'none') return first;
    const rest = factOf(askOne([target], attempts - firstWave, reason), target);
    return rest.state === 'seen' ? { ...rest, attempts: [...first.attempts, ...rest.attempts] } : rest;
  };
  const askBackends = (targets: readonly ConnectTarget[]): void => {
    const answer = askOne(targets, 1, 'whether each backend answers the source directly');
    for (const target of targets) facts.set(keyOf(target), factOf(answer, target));
  };

  const direct = new Map<string, ConnectTarget>();
  for (const { address, port, translated, backends } of dialed) {
    for (const backend of backends) {
      if (backend.port !== undefined)
        direct.set(keyOf(backend), { address: backend.address, port: backend.port });
    }
    const target = port === undefined ? undefined : { address, port };
    if (translated && target !== undefined)
      facts.set(keyOf(target), askThroughProxy(target, backends.length));
  }
  const targets = [...direct.values()];
  const wave = targets.slice(0, firstWave);
  const others = targets.slice(firstWave);
  if (wave.length > 0) askBackends(wave);
  const tried = wave.map(factFor);
  let untried = '';
  if (tried.some(({ state }) => state === 'pending')) {
    for (const target of others) facts.set(keyOf(target), { state: 'pending' });
  } else if (tried.every(isSilent)) {
    if (others.length > 0)
      untried = `${wave.length} of ${targets.length} backends were tried, and none of them answered`;
    for (const target of others) facts.set(keyOf(target), { state: 'unseen', reason: untried });
  } else {
    for (let start = 0; start < others.length; start += targetsPerCommand)
      askBackends(others.slice(start, start + targetsPerCommand));
  }
  if (protocol !== 'TCP') return { to: factFor, untried };
  // Every backend answers and the address does not each time: the proxy is wrong, or was only settling.
  for (const { address, port, translated, backends } of dialed) {
    if (!translated || port === undefined || backends.length === 0) continue;
    const target = { address, port };
    const first = facts.get(keyOf(target));
    const answers = (backend: Partial<ConnectTarget>): boolean => {
      const fact = facts.get(keyOf(backend));
      return fact !== undefined && outcomeOf(fact) === 'all';
    };
    if (first?.state !== 'seen' || outcomeOf(first) === 'all' || !backends.every(answers)) continue;
    const again = inquiry.askInPod(
      connectProbe,
      source.containers,
      { targets: [target], attempts: attemptsThroughProxy(backends.length), afterSeconds: settleSeconds },
      `whether ${address}:${port} still fails after ${settleSeconds} s`,
    );
    const second = factOf(again, target);
    if (second.state === 'seen') facts.set(keyOf(target), { ...second, before: first.attempts });
  }
  return { to: factFor, untried };
}

/** Whether every attempt connected, some did (or may have, over UDP), or none. */
export function outcomeOf(fact: ConnectionFact): 'all' | 'some' | 'none' | 'unseen' {
  if (fact.state !== 'seen') return 'unseen';
  const count = (wanted: ConnectAttempt['status']): number =>
    fact.attempts.filter(({ status }) => status === wanted).length;
  if (count('connected') === fact.attempts.length) return 'all';
  return count('connected') + count('silent') === 0 ? 'none' : 'some';
}

function countStatuses(attempts: readonly ConnectAttempt[]): string {
  const counts = new Map<string, number>();
  for (const { status } of attempts) counts.set(status, (counts.get(status) ?? 0) + 1);
  if (attempts.length === 1) return [...counts.keys()].join('');
  return [...counts].map(([status, count]) => `${count} of ${attempts.length} ${status}`).join(', ');
}

/** `8 of 8 connected`, `refused`, `3 of 8 connected, 5 of 8 timeout`, with what the first look saw where there were two. */
export function describeConnection(fact: ConnectionFact): string {
  if (fact.state !== 'seen') return '';
  const now = countStatuses(fact.attempts);
  return fact.before === undefined ? now : `${now}; ${settleSeconds} s before ${countStatuses(fact.before)}`;
}
