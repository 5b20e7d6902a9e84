import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { ConnectResult, ConnectStatus } from '../../probes/connectAttempts.ts';
import { alignColumns, type Section } from '../section.ts';
import { nameOfAddress } from './nameOfAddress.ts';

/** What each outcome means to somebody who does not know it. */
export const connectWords: Readonly<Record<ConnectStatus, string>> = {
  connected: 'connected',
  refused: 'refused: the address answers, and nothing accepts on this port',
  timeout: 'no answer in time: the packets, or their answers, are lost',
  unreachable: 'no route to it',
  silent: 'nothing came back, which over UDP proves nothing',
  failed: 'no connection, and the tool does not say why',
  unknown: 'the tool does not say whether it connected',
};

/** How attempts to connect ended, those to one address together. */
export function describeConnect(
  { attempts, tool }: ConnectResult,
  snapshot: ClusterSnapshot,
): readonly Section[] {
  const byTarget = Map.groupBy(attempts, ({ address, port }) => `${address} ${String(port)}`);
  const rows = [...byTarget.values()].flatMap((group) => {
    const byStatus = Map.groupBy(group, ({ status }) => status);
    return [...byStatus].flatMap(([status, same]) =>
      same
        .slice(0, 1)
        .map(({ address, port }) => [
          address.includes(':') ? `[${address}]:${String(port)}` : `${address}:${String(port)}`,
          nameOfAddress(snapshot, address) || 'outside of the cluster',
          group.length === 1
            ? connectWords[status]
            : `${String(same.length)} of ${String(group.length)}: ${connectWords[status]}`,
        ]),
    );
  });
  return [{ title: `Connections (tried with ${tool})`, lines: alignColumns(rows) }];
}
