import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectStatus } from '../../src/core/probes/connectAttempts.ts';
import { connectProbe } from '../../src/core/probes/connectProbe.ts';
import { datagramProbe } from '../../src/core/probes/datagramProbe.ts';
import { installUserlands } from './installUserlands.ts';
import { startLoopbackServers, type LoopbackServers } from './loopbackServers.ts';
import { lookIn } from './lookIn.ts';
import type { Part } from './userland.ts';

const cannotRun = await installUserlands();
const container = { namespace: 'n', pod: 'p', container: 'c' };
let servers: LoopbackServers;

beforeAll(async () => {
  if (cannotRun === '') servers = await startLoopbackServers();
});
afterAll(async () => {
  if (cannotRun === '') await servers.close();
});

type Kind = keyof LoopbackServers['ports'];

/** What every tool should say of each kind of server. */
const truth: Readonly<Record<Kind, ConnectStatus>> = {
  open: 'connected',
  closing: 'connected',
  refused: 'refused',
  lost: 'timeout',
  open6: 'connected',
  refused6: 'refused',
};

/** Runs the probe's own command in a userland against every kind of server, and compares what it makes of each. */
async function check(
  parts: readonly Part[],
  tool: string,
  differing: Partial<Record<Kind, ConnectStatus>> = {},
): Promise<void> {
  const kinds = Object.keys(truth) as Kind[];
  const targets = kinds.map((kind) => ({
    address: kind.endsWith('6') ? '::1' : '127.0.0.1',
    port: servers.ports[kind],
  }));
  const { value, errors, said } = await lookIn(parts, connectProbe, { ...container, targets, attempts: 1 });
  expect(errors, said).toEqual([]);
  const seen = kinds.map((kind) => [
    kind,
    value?.attempts.find(({ port }) => port === servers.ports[kind])?.status,
  ]);
  expect([value?.tool, Object.fromEntries(seen)], said).toEqual([tool, { ...truth, ...differing }]);
}

describe.skipIf(cannotRun !== '')(
  `the script that connects${cannotRun === '' ? '' : `: ${cannotRun}`}`,
  () => {
    const shells = ['dash', 'bash as sh', 'busybox as sh'] as const;
    it.concurrent.each<[string, readonly Part[], string, Partial<Record<Kind, ConnectStatus>>?]>([
      ...shells.map((shell): [string, readonly Part[], string] => [
        `nc under ${shell}`,
        [shell, 'coreutils', 'nc of OpenBSD'],
        'nc',
      ]),
      ['busybox', ['busybox as sh', 'busybox', 'nc of busybox'], 'nc'],
      ['old busybox', ['dash', 'old busybox', 'nc of busybox'], 'nc'],
      ['busybox without timeout', ['dash', 'busybox without timeout', 'nc of busybox'], 'nc'],
      ['nothing but a shell and nc of busybox', ['dash', 'nc of busybox'], 'nc'],
      ['toybox', ['dash', 'toybox', 'nc of toybox'], 'nc'],
      // It knows no IPv6.
      [
        'traditional nc',
        ['dash', 'coreutils', 'traditional nc'],
        'nc',
        { open6: 'unknown', refused6: 'unknown' },
      ],
      ['ncat', ['dash', 'coreutils', 'ncat'], 'nc'],
      ['bash', ['dash', 'coreutils', 'bash'], 'bash'],
      ['bash with old busybox', ['dash', 'old busybox', 'bash'], 'bash'],
      ['bash with toybox', ['dash', 'toybox', 'bash'], 'bash'],
      ['bash without timeout', ['bash as sh', 'coreutils without timeout'], 'bash'],
      ['curl', ['dash', 'coreutils', 'curl'], 'curl'],
      ['curl with old busybox', ['dash', 'old busybox', 'curl'], 'curl'],
      ['curl without timeout', ['dash', 'curl'], 'curl'],
      ['perl', ['dash', 'coreutils', 'perl'], 'perl'],
      ['perl without timeout', ['dash', 'coreutils without timeout', 'perl'], 'perl'],
      ['python3', ['dash', 'coreutils', 'python3'], 'python3'],
      ['python3 with old busybox', ['dash', 'old busybox', 'python3'], 'python3'],
      ['wget of GNU', ['dash', 'coreutils', 'wget of GNU'], 'wget'],
      // It says the same of a server that says nothing and of one that is not reached.
      [
        'wget of busybox',
        ['dash', 'busybox', 'wget of busybox'],
        'wget',
        { open: 'unknown', lost: 'unknown', open6: 'unknown' },
      ],
      [
        'the smallest of several tools',
        ['dash', 'coreutils', 'python3', 'perl', 'curl', 'bash', 'nc of OpenBSD'],
        'nc',
      ],
    ])('%s', async (_title, parts, tool, differing) => {
      await check(parts, tool, differing);
    });

    it.concurrent('tries eight at once and no more', async () => {
      const targets = [1, 2, 3].map((port) => ({ address: '127.0.0.1', port }));
      const { value, said } = await lookIn(['dash', 'nc that counts'], connectProbe, {
        ...container,
        targets,
        attempts: 8,
      });
      const attempts = value?.attempts ?? [];
      const places = attempts.map(({ message }) => Number(message.replace('place ', '')));
      expect([attempts.length, Math.max(...places)], said).toEqual([24, 8]);
    });

    it.concurrent('ends as a missing tool does where no tool can be started', async () => {
      const targets = [{ address: '127.0.0.1', port: servers.ports.open }];
      const parts = ['dash', 'coreutils', 'tools without their libraries'] as const;
      const outcome = await lookIn(parts, connectProbe, { ...container, targets, attempts: 1 });
      expect([outcome.exitCode, outcome.stdout, outcome.stderr]).toEqual([
        127,
        '',
        'no tool of these works here: nc bash curl perl python3 wget\n',
      ]);
    });
  },
);

type DatagramKind = keyof LoopbackServers['udp'];

describe.skipIf(cannotRun !== '')(
  `the script that sends datagrams${cannotRun === '' ? '' : `: ${cannotRun}`}`,
  () => {
    const truth: Readonly<Record<DatagramKind, ConnectStatus>> = {
      answering: 'connected',
      zero: 'connected',
      mute: 'silent',
      refused: 'refused',
    };
    it.concurrent.each<[string, readonly Part[], string]>([
      ['bash', ['dash', 'coreutils', 'bash'], 'bash'],
      ['bash with old busybox', ['dash', 'old busybox', 'bash'], 'bash'],
      ['bash without timeout', ['bash as sh'], 'bash'],
      ['perl', ['dash', 'coreutils', 'perl'], 'perl'],
      ['perl without timeout', ['dash', 'coreutils without timeout', 'perl'], 'perl'],
      ['python3', ['busybox as sh', 'busybox', 'python3'], 'python3'],
      ['the smallest of several tools', ['dash', 'coreutils', 'python3', 'perl', 'bash'], 'bash'],
    ])('%s', async (_title, parts, tool) => {
      const kinds = Object.keys(truth) as DatagramKind[];
      const targets = kinds.map((kind) => ({ address: '127.0.0.1', port: servers.udp[kind] }));
      const { value, errors, said } = await lookIn(parts, datagramProbe, {
        ...container,
        targets,
        attempts: 1,
      });
      expect(errors, said).toEqual([]);
      const seen = kinds.map((kind) => [
        kind,
        value?.attempts.find(({ port }) => port === servers.udp[kind])?.status,
      ]);
      expect([value?.tool, Object.fromEntries(seen)], said).toEqual([tool, truth]);
    });
  },
);
