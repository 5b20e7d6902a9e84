import { describe, expect, it } from 'vitest';
import type { ContainerTarget } from '../probes/containerTarget.ts';
import { defineProbe } from '../probes/defineProbe.ts';
import { containerVantage } from '../probes/containerTarget.ts';
import { observe, type ScriptedAnswer } from '../testing/scriptedCluster.ts';
import type { Observation } from '../probes/observation.ts';
import { startInquiry } from './inquiry.ts';

const probe = defineProbe<ContainerTarget, string>({
  id: 'pod-sockets',
  title: 'Sockets',
  privilege: 'exec',
  timeoutMilliseconds: 1000,
  identity: () => '',
  vantage: containerVantage,
  action: () => ({ kind: 'exec', argv: ['cat'] }),
  parse: ({ stdout }) => ({ value: stdout, errors: [] }),
});

const targets = ['app', 'sidecar'].map((container) => ({ namespace: 'shop', pod: 'web-0', container }));
const missing: ScriptedAnswer = { outcome: 'tool-missing', reason: 'no sh' };
const declined: ScriptedAnswer = { outcome: 'declined', reason: 'needs a debug container' };

/** Asks until nothing is wanted; each place answers in turn. */
function ask(
  answers: readonly ScriptedAnswer[],
  asked: Pick<typeof probe, 'inDebugContainer'> = {},
): { keys: string[]; privileges: string[]; state: string; unavailable: object[] } {
  let observations: readonly Observation[] = [];
  const privileges: string[] = [];
  for (const answer of answers) {
    const inquiry = startInquiry(observations);
    inquiry.askInPod({ ...probe, ...asked }, targets, {}, 'why');
    const [wanted] = inquiry.wanted();
    if (wanted === undefined) throw new Error('nothing is wanted any more');
    privileges.push(wanted.privilege);
    observations = [...observations, observe(wanted, answer)];
  }
  const inquiry = startInquiry(observations);
  const { state } = inquiry.askInPod({ ...probe, ...asked }, targets, {}, 'why');
  return {
    keys: observations.map(({ key }) => key),
    privileges,
    state,
    unavailable: [...inquiry.unavailable().values()],
  };
}

describe('asking in a pod', () => {
  it('goes from container to container, and then to a debug container', () => {
    expect(ask([missing, missing, 'seen'])).toEqual({
      keys: ['pod-sockets@shop/web-0/app', 'pod-sockets@shop/web-0/sidecar', 'pod-sockets@debug:shop/web-0'],
      privileges: ['exec', 'exec', 'debug-container'],
      state: 'answered',
      unavailable: [],
    });
  });

  it('says what was missing and what would allow it, once', () => {
    expect(ask([missing, missing, declined])).toMatchObject({
      state: 'unavailable',
      unavailable: [
        {
          reason:
            'no tool for it in container app (no sh); no tool for it in container sidecar (no sh); needs a debug container',
          permission: 'debug-container',
        },
      ],
    });
  });

  it('does not go further where something else is wrong', () => {
    expect(ask([missing, { outcome: 'forbidden', reason: 'no exec' }])).toMatchObject({
      state: 'unavailable',
      unavailable: [{ reason: 'no exec' }],
    });
  });

  it('offers no permission where it would not help', () => {
    const refused: ScriptedAnswer = { outcome: 'forbidden', reason: 'restricted refuses it' };
    expect(ask([missing, missing, refused]).unavailable).toEqual([
      expect.not.objectContaining({ permission: expect.anything() as unknown }),
    ]);
  });

  it('asks for net admin only where the probe needs it', () => {
    expect(
      ask([missing, missing, 'seen'], { inDebugContainer: 'debug-container-net-admin' }).privileges,
    ).toEqual(['exec', 'exec', 'debug-container-net-admin']);
    expect(ask([missing, missing], { inDebugContainer: 'never' })).toMatchObject({ state: 'unavailable' });
  });
});
