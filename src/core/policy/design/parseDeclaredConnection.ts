import type { TransportProtocol } from '../../model/transportProtocol.ts';
import { parseReference } from '../../model/reference.ts';
import { parseCidr, parseIpAddress } from '../../address/cidr.ts';
import type { DeclaredConnection, DeclaredEnd } from './declaredConnection.ts';

/** A declaration that was read, or what is wrong with the text. */
export type ParsedDeclaration = { readonly connection: DeclaredConnection } | { readonly problem: string };

const form = 'expected FROM -> TO:PORT, such as "shop/service/cart -> shop/service/web:80"';

function parseEnd(text: string, defaultNamespace: string): DeclaredEnd | undefined {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  if (parseIpAddress(bare) !== undefined || parseCidr(bare) !== undefined) {
    return { kind: 'address', address: bare };
  }
  const reference = parseReference(text, defaultNamespace);
  return reference === undefined ? undefined : { kind: 'object', reference };
}

/** The port after the last colon; an IPv6 address is no port unless brackets tell it apart. */
function splitPort(text: string): {
  readonly end: string;
  readonly port?: string;
  readonly protocol?: string;
} {
  if (parseIpAddress(text) !== undefined || parseCidr(text) !== undefined) return { end: text };
  const [, end, port, protocol] = /^(.+):([a-z0-9-]+)(?:\/(tcp|udp|sctp))?$/i.exec(text) ?? [];
  if (end === undefined || port === undefined) return { end: text };
  return { end, port, ...(protocol === undefined ? {} : { protocol }) };
}

/**
 * Reads `FROM -> TO[:PORT[/PROTOCOL]]`. The ends are references (`[NAMESPACE/]KIND/NAME`), addresses or ranges; the port
 * is that which the client dials, by number or name; TCP when no protocol is given.
 */
export function parseDeclaredConnection(text: string, defaultNamespace: string): ParsedDeclaration {
  const [fromText, toText, ...more] = text.split(/->|→/).map((part) => part.trim());
  if (fromText === undefined || toText === undefined || more.length > 0) {
    return { problem: `"${text}": ${form}` };
  }
  const { end, port, protocol } = splitPort(toText);
  const [from, to] = [parseEnd(fromText, defaultNamespace), parseEnd(end, defaultNamespace)];
  if (from === undefined || to === undefined) {
    const wrong = from === undefined ? fromText : end;
    return { problem: `"${text}": "${wrong}" is neither [NAMESPACE/]KIND/NAME nor an address; ${form}` };
  }
  const number = port !== undefined && /^\d+$/.test(port) ? Number(port) : undefined;
  if (number !== undefined && (number < 1 || number > 65_535)) {
    return { problem: `"${text}": ports are numbers from 1 to 65535` };
  }
  return {
    connection: {
      from,
      to,
      ...(port === undefined ? {} : { port: number ?? port }),
      protocol: (protocol?.toUpperCase() ?? 'TCP') as TransportProtocol,
    },
  };
}

/** Reads one declaration a line; blank lines and lines that begin with # are left out. */
export function parseDeclaredConnections(
  text: string,
  defaultNamespace: string,
): { readonly connections: readonly DeclaredConnection[]; readonly problems: readonly string[] } {
  const parsed = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => parseDeclaredConnection(line, defaultNamespace));
  return {
    connections: parsed.flatMap((entry) => ('connection' in entry ? [entry.connection] : [])),
    problems: parsed.flatMap((entry) => ('problem' in entry ? [entry.problem] : [])),
  };
}
