import { isRecord, readList, readNumber, readRecord, readText, type RawObject } from '../model/readField.ts';

export interface LinkAddress {
  readonly address: string;
  readonly prefixLength: number;
}

/** One network interface. What a source does not tell is absent. */
export interface Link {
  readonly name: string;
  readonly index?: number;
  /** `veth`, `bridge`, `vxlan`, …; `ip` without -d does not tell it. */
  readonly kind?: string;
  readonly mtu?: number;
  /** The administrator's wish (IFF_UP). */
  readonly up?: boolean;
  /** The carrier (IFF_LOWER_UP). */
  readonly lowerUp?: boolean;
  /** `UP`, `DOWN`, `LOWERLAYERDOWN`, `UNKNOWN`, … (RFC 2863, as the kernel spells it). */
  readonly operState?: string;
  /** The bridge or bond that it belongs to. */
  readonly master?: string;
  /** Index of the other end of a veth, or of the link below. */
  readonly peerIndex?: number;
  readonly hardwareAddress?: string;
  readonly addresses: readonly LinkAddress[];
}

/** Links that were read, and lines that were not understood. */
export interface ParsedLinks {
  readonly value: readonly Link[];
  readonly errors: readonly string[];
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}

function readAddress(raw: unknown): readonly LinkAddress[] {
  if (!isRecord(raw)) return [];
  const [address, prefixLength] = [readText(raw, 'local'), readNumber(raw, 'prefixlen')];
  return address === undefined || prefixLength === undefined ? [] : [{ address, prefixLength }];
}

function readLink(raw: RawObject, name: string): Link {
  const flags = new Set(readList(raw, 'flags'));
  return {
    name,
    up: flags.has('UP'),
    lowerUp: flags.has('LOWER_UP'),
    ...present('index', readNumber(raw, 'ifindex')),
    ...present('kind', readText(readRecord(raw, 'linkinfo'), 'info_kind')),
    ...present('mtu', readNumber(raw, 'mtu')),
    ...present('operState', readText(raw, 'operstate')),
    ...present('master', readText(raw, 'master')),
    ...present('peerIndex', readNumber(raw, 'link_index')),
    ...present('hardwareAddress', readText(raw, 'address')),
    addresses: readList(raw, 'addr_info').flatMap(readAddress),
  };
}

/** Reads `ip -j addr`, with or without -d. */
export function parseIpAddressesJson(text: string): ParsedLinks {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return { value: [], errors: ['the links are no JSON'] };
  }
  if (!Array.isArray(list)) return { value: [], errors: ['the links are no list'] };
  const links: Link[] = [];
  const errors: string[] = [];
  for (const raw of list as readonly unknown[]) {
    const name = isRecord(raw) ? readText(raw, 'ifname') : undefined;
    if (isRecord(raw) && name !== undefined) links.push(readLink(raw, name));
    // iproute2 prints an empty object for a link that it filtered out.
    else if (!isRecord(raw) || Object.keys(raw).length > 0)
      errors.push(`not a link: ${JSON.stringify(raw).slice(0, 160)}`);
  }
  return { value: links, errors };
}

const headLine = /^(\d+): ([^:@\s]+)(?:@(\S+))?: <([^>]*)>(.*)$/;

function readHead(match: RegExpExecArray): Link {
  const flags = new Set((match[4] ?? '').split(','));
  const words = (match[5] ?? '').trim().split(/\s+/);
  const after = (key: string): string | undefined => {
    const index = words.indexOf(key);
    return index === -1 ? undefined : words[index + 1];
  };
  const mtu = after('mtu');
  const peer = /^if(\d+)$/.exec(match[3] ?? '')?.[1];
  return {
    name: match[2] ?? '',
    index: Number(match[1]),
    up: flags.has('UP'),
    lowerUp: flags.has('LOWER_UP'),
    ...present('mtu', mtu === undefined ? undefined : Number(mtu)),
    ...present('operState', after('state')),
    ...present('master', after('master')),
    ...present('peerIndex', peer === undefined ? undefined : Number(peer)),
    addresses: [],
  };
}

/** A link while its lines are read. */
type LinkDraft = { -readonly [Key in keyof Link]: Link[Key] } & { addresses: LinkAddress[] };

/** Reads plain `ip addr`, of iproute2 or busybox. */
export function parseIpAddresses(text: string): ParsedLinks {
  const links: LinkDraft[] = [];
  const errors: string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const head = headLine.exec(line);
    if (head !== null) {
      links.push({ ...readHead(head), addresses: [] });
      continue;
    }
    const last = links.at(-1);
    if (last === undefined) {
      errors.push(`outside of a link: ${line.trim().slice(0, 160)}`);
      continue;
    }
    const words = line.trim().split(/\s+/);
    const [address, prefixLength] = (words[1] ?? '').split('/');
    if (words[0]?.startsWith('link/') === true) {
      if (words[1] !== undefined) last.hardwareAddress = words[1];
    } else if ((words[0] === 'inet' || words[0] === 'inet6') && address !== undefined) {
      // A point-to-point address is printed without a length: `inet 10.0.0.1 peer 10.0.0.2/32`.
      const length = Number(prefixLength ?? (words[0] === 'inet' ? 32 : 128));
      last.addresses.push({ address, prefixLength: length });
    } else {
      // Detail lines: lifetimes, and what -d prints about the kind.
      const kind = /^(veth|bridge|vxlan|dummy|ipip|gre|geneve|wireguard|vlan|bond|tun)\b/.exec(
        words[0] ?? '',
      )?.[1];
      if (kind !== undefined) last.kind ??= kind;
    }
  }
  return { value: links, errors };
}

/**
 * Reads the lines `link NAME INDEX MTU OPERSTATE FLAGS MAC` that a probe makes of /sys/class/net where there is no ip;
 * what is not there is `-`.
 */
export function parseSysLinks(text: string): ParsedLinks {
  const links: Link[] = [];
  const errors: string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [word, name, index, mtu, operState, flags, hardwareAddress] = line.trim().split(/\s+/);
    if (word !== 'link' || name === undefined) {
      errors.push(`not a link: ${line.slice(0, 160)}`);
      continue;
    }
    const number = (value: string | undefined): number | undefined =>
      value === undefined || !/^\d+$/.test(value) ? undefined : Number(value);
    const bits = flags !== undefined && /^0x[0-9a-f]+$/i.test(flags) ? Number.parseInt(flags, 16) : undefined;
    links.push({
      name,
      ...present('index', number(index)),
      ...present('mtu', number(mtu)),
      ...present('operState', operState === '-' ? undefined : operState?.toUpperCase()),
      // IFF_UP (linux/if.h); /sys does not show the volatile flags such as IFF_LOWER_UP.
      ...present('up', bits === undefined ? undefined : (bits & 1) !== 0),
      ...present('hardwareAddress', hardwareAddress === '-' ? undefined : hardwareAddress),
      addresses: [],
    });
  }
  return { value: links, errors };
}
