import { describe, expect, test } from 'vitest';
import type { ConnectionProblem } from '../core/model/connection.ts';
import type { SessionState } from '../protocol/engineProtocol.ts';
import { describeSession, isConnected, phaseOf } from './sessionPhase.ts';

const problem = (kind: ConnectionProblem['kind']): ConnectionProblem => ({
  kind,
  message: 'It does not answer.',
  advice: 'Look at it.',
});
const cluster = { context: 'prod', server: 'https://a:6443', namespace: 'default', kind: 'live' } as const;
const counts = { namespaces: 2, services: 3, pods: 4, problems: 0 };

describe('the phase of when-clauses', () => {
  const check = (state: Partial<SessionState>, disconnected: boolean, phase: string): void => {
    test(phase, () => {
      expect(phaseOf({ epoch: 1, phase: 'closed', ...state }, disconnected)).toBe(phase);
    });
  };
  check({}, false, 'closed');
  check({}, true, 'disconnected');
  check({ phase: 'live' }, false, 'live');
  check({ phase: 'failed', problem: problem('no-kubeconfig') }, false, 'noKubeconfig');
  check({ phase: 'failed', problem: problem('unauthorized') }, false, 'failed');
});

describe('the status bar', () => {
  const check = (state: Partial<SessionState>, text: string, tooltip: RegExp): void => {
    test(text, () => {
      const described = describeSession({ epoch: 1, phase: 'closed', ...state });
      expect(described.text).toBe(text);
      expect(described.tooltip).toMatch(tooltip);
    });
  };
  check({}, '$(type-hierarchy) Podpath', /not connected/);
  check({ phase: 'connecting' }, '$(sync~spin) Podpath', /connecting to the cluster/);
  check({ phase: 'connecting', cluster }, '$(sync~spin) prod', /connecting to https:\/\/a:6443/);
  check(
    { phase: 'live', cluster, counts },
    '$(type-hierarchy) prod',
    /3 Services and 4 pods in 2 namespaces/,
  );
  check(
    { phase: 'live', cluster, problem: problem('unreachable') },
    '$(warning) prod',
    /does not answer\. Look/,
  );
  check({ phase: 'recorded', cluster: { ...cluster, server: '' } }, '$(archive) prod', /recorded/);
  check({ phase: 'failed', problem: problem('tls') }, '$(debug-disconnect) Podpath', /does not answer/);
  check(
    { phase: 'live', cluster: { ...cluster, context: '$(flame) x' } },
    '$(type-hierarchy) $\u200b(flame) x',
    /context/,
  );
});

test('connected is what can be looked at', () => {
  const phases = (['closed', 'connecting', 'live', 'recorded', 'failed'] as const).filter((phase) =>
    isConnected({ epoch: 1, phase }),
  );
  expect(phases).toEqual(['live', 'recorded']);
});
