import ipaddr from 'ipaddr.js';
import type { AddressFamily } from '../core/address/addressFamily.ts';
import type { TransportProtocol } from '../core/model/transportProtocol.ts';
import { parseReference, type ObjectReference } from '../core/model/reference.ts';
import type { Source, Target } from '../core/inquiry/question.ts';
import { UsageError } from './usageError.ts';

/** An address as people write it, brackets around IPv6 included. Shorthands such as `10.1` are no addresses here. */
function parseAddress(text: string): string | undefined {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return bare;
  return ipaddr.IPv6.isValid(bare) ? ipaddr.IPv6.parse(bare).toString() : undefined;
}

/** A DNS name as a resolver takes it: labels of 63 characters at most; underscores occur in SRV names. */
function isName(text: string): boolean {
  const labels = text.replace(/\.$/, '').split('.');
  return (
    text.length <= 254 && labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label))
  );
}

/** What a text with a scheme, path or port should have been, in words. */
function adviceFor(text: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\/(\[[^\]]*\]|[^/:]+)(?::(\d+))?/i.exec(text);
  if (url !== null) {
    const port = url[2] === undefined ? '' : ` --port ${url[2]}`;
    return ` It looks like a URL: use --to ${url[1] ?? ''}${port}.`;
  }
  const withPort = /^(\[[^\]]*\]|[^:/]+):(\d+)$/.exec(text);
  return withPort === null
    ? ''
    : ` Give the port apart: --to ${withPort[1] ?? ''} --port ${withPort[2] ?? ''}.`;
}

function parseKnownReference(option: string, text: string, namespace: string): ObjectReference | undefined {
  const reference = parseReference(text, namespace);
  if (
    reference === undefined &&
    text.includes('/') &&
    parseAddress(text) === undefined &&
    !text.includes('://')
  ) {
    throw new UsageError(
      `${option} ${text}: not a reference. References are [NAMESPACE/]KIND/NAME, such as shop/pod/cart-0, service/web or node/n1.`,
    );
  }
  return reference;
}

const workloadKinds: ReadonlySet<string> = new Set([
  ...['deployment', 'statefulset', 'daemonset', 'replicaset', 'job', 'cronjob'],
]);

/** The workload that `--from` names, whose pods open the connection; `undefined` where it names something else. */
export function parseSourceWorkload(text: string, namespace: string): ObjectReference | undefined {
  const reference = parseReference(text, namespace);
  return reference !== undefined && workloadKinds.has(reference.kind) ? reference : undefined;
}

/** Parses `--from`: a pod, a node or an address. */
export function parseSource(text: string, namespace: string): Source {
  const reference = parseKnownReference('--from', text, namespace);
  if (reference?.kind === 'pod')
    return { kind: 'pod', namespace: reference.namespace ?? namespace, name: reference.name };
  if (reference?.kind === 'node') return { kind: 'node', name: reference.name };
  if (reference !== undefined) {
    throw new UsageError(
      `--from ${text}: a ${reference.kind} opens no connections. Name one pod of it: --from pod/NAME.`,
    );
  }
  const address = parseAddress(text);
  if (address !== undefined) return { kind: 'address', address };
  throw new UsageError(
    `--from ${text}: expected pod/NAME, NAMESPACE/pod/NAME, node/NAME or an address.${isName(text) ? ` Did you mean pod/${text}?` : ''}`,
  );
}

/** Parses `--to`: a Service or pod, or the name or address just as an application types it. */
export function parseTarget(text: string, namespace: string): Target {
  const reference = parseKnownReference('--to', text, namespace);
  if (reference?.kind === 'service' || reference?.kind === 'pod') {
    return { kind: reference.kind, namespace: reference.namespace ?? namespace, name: reference.name };
  }
  if (reference !== undefined) {
    const advice =
      reference.kind === 'node'
        ? 'Use one of its addresses.'
        : 'Use the Service in front of it, or one of its pods.';
    throw new UsageError(`--to ${text}: a ${reference.kind} cannot be a target. ${advice}`);
  }
  const address = parseAddress(text);
  if (address !== undefined) return { kind: 'address', address };
  if (isName(text)) return { kind: 'name', name: text };
  throw new UsageError(`--to ${text}: neither a reference, nor a name, nor an address.${adviceFor(text)}`);
}

/** Parses the Service of `trace`: `service/NAME`, `NAMESPACE/service/NAME`, or its bare name. */
export function parseService(text: string, namespace: string): ObjectReference {
  const reference = parseReference(text, namespace);
  if (reference?.kind === 'service') return reference;
  if (reference === undefined && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text)) {
    return { kind: 'service', namespace, name: text };
  }
  throw new UsageError(
    reference === undefined
      ? `${text}: expected service/NAME or NAMESPACE/service/NAME.`
      : `${text}: only Services can be traced, and this is a ${reference.kind}.`,
  );
}

/** Parses `--port`: a number, or the name of a port (IANA service name). */
export function parsePort(text: string): number | string {
  if (/^\d+$/.test(text)) {
    const port = Number(text);
    if (port >= 1 && port <= 65535) return port;
    throw new UsageError(`--port ${text}: ports are numbers from 1 to 65535.`);
  }
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(text)) return text;
  throw new UsageError(`--port ${text}: expected a number or the name of a port.`);
}

/** Parses `--protocol`, in any case. */
export function parseProtocol(text: string): TransportProtocol {
  const protocol = text.toUpperCase();
  if (protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP') return protocol;
  throw new UsageError(`--protocol ${text}: expected TCP, UDP or SCTP.`);
}

/** Parses `--family`. */
export function parseFamily(text: string): AddressFamily {
  if (text === '4' || text === '6') return text === '4' ? 4 : 6;
  throw new UsageError(`--family ${text}: expected 4 or 6.`);
}
