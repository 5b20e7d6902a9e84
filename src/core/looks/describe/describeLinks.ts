import type { Link } from '../../dataplane/links.ts';
import { alignColumns, count, type Section } from '../section.ts';

function stateOf({ up, lowerUp, operState }: Link): string {
  if (up === false) return 'down';
  if (lowerUp === false) return 'up, no carrier';
  return operState === undefined || operState === 'UNKNOWN' ? 'up' : operState.toLowerCase();
}

/** The interfaces of a network namespace. */
export function describeLinks(links: readonly Link[]): readonly Section[] {
  return [
    {
      title: count(links.length, 'interface'),
      lines: alignColumns(
        links.map((link) => [
          link.name,
          [link.kind, link.master === undefined ? undefined : `in ${link.master}`].filter(Boolean).join(' '),
          stateOf(link),
          link.mtu === undefined ? '' : `mtu ${String(link.mtu)}`,
          link.addresses.map(({ address, prefixLength }) => `${address}/${String(prefixLength)}`).join(' '),
        ]),
      ),
    },
  ];
}
