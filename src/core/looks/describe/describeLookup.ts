import type { ClusterSnapshot } from '../../model/clusterSnapshot.ts';
import type { LookupResult } from '../../probes/lookupProbe.ts';
import { alignColumns, count, type Section } from '../section.ts';
import { nameOfAddress } from './nameOfAddress.ts';

const statusWords: Readonly<Record<LookupResult['status'], string>> = {
  resolved: 'resolved',
  'no-such-name': 'the name does not exist',
  'no-answer': 'no server answered',
  failed: 'no address, and the tool does not say why',
};

/** What a resolver answered, with what the addresses are in this cluster. */
export function describeLookup(lookup: LookupResult, snapshot: ClusterSnapshot): readonly Section[] {
  const { status, addresses, tool } = lookup;
  const words =
    status === 'resolved'
      ? `resolved to ${count(addresses.length, 'address').replace('addresss', 'addresses')}`
      : statusWords[status];
  return [
    {
      title: 'Answer',
      lines: [
        `${words} (asked with ${tool})`,
        ...alignColumns(
          addresses.map((address) => [address, nameOfAddress(snapshot, address) || 'outside of the cluster']),
        ),
      ],
    },
  ];
}
