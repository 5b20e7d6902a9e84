import { isIP } from 'node:net';
import type { Question, Source, Target } from '../core/inquiry/question.ts';
import type { TransportProtocol } from '../core/model/transportProtocol.ts';
import { type ObjectReference, formatReference, parseReference } from '../core/model/reference.ts';
import type { EndChoice } from '../protocol/engineProtocol.ts';

/** One line of a QuickPick for the source or the target. */
export interface EndItem {
  /** `shop/cart-0`: what is typed to find it. */
  readonly label: string;
  /** `pod · 2/2 ready on n1`. */
  readonly description: string;
  readonly choice: EndChoice;
}

/** The line of a pod or Service. */
export function describeChoice(choice: EndChoice): EndItem {
  const { kind, namespace, name } = choice.reference;
  return {
    label: namespace === undefined ? name : `${namespace}/${name}`,
    description: [kind === 'service' ? 'Service' : kind, choice.detail]
      .filter((part) => part !== '')
      .join(' · '),
    choice,
  };
}

/** Puts the preferred choices first, in the order of the preference, and keeps the order of the rest. */
export function preferredFirst(
  choices: readonly EndChoice[],
  preferred: readonly ObjectReference[],
): { readonly preferred: EndChoice[]; readonly rest: EndChoice[] } {
  const byId = new Map(choices.map((choice) => [formatReference(choice.reference), choice]));
  const ids = new Set(preferred.map(formatReference).filter((id) => byId.has(id)));
  return {
    preferred: [...ids].flatMap((id) => byId.get(id) ?? []),
    rest: choices.filter(({ reference }) => !ids.has(formatReference(reference))),
  };
}

/**
 * What a typed target means: an address, `[NAMESPACE/]KIND/NAME`, `NAMESPACE/NAME` of a Service as the lists show it (it need not
 * exist), or a name just as the application has it (`web.shop`, `web`, `example.com`). `undefined` for what can be none of
 * them.
 */
export function parseTypedTarget(text: string, namespace: string): Target | undefined {
  const typed = text.trim();
  if (isIP(typed) !== 0 && !typed.includes('%')) return { kind: 'address', address: typed };
  const reference = parseReference(typed, namespace);
  if (reference !== undefined) return targetOfReference(reference);
  const [, ofService, service] = /^([a-z0-9][a-z0-9-]*)\/([a-z0-9][a-z0-9-]*)$/.exec(typed) ?? [];
  if (ofService !== undefined && service !== undefined) {
    return { kind: 'service', namespace: ofService, name: service };
  }
  return /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/.test(typed)
    ? { kind: 'name', name: typed }
    : undefined;
}

/**
 * What a typed source means: an address, `[NAMESPACE/]KIND/NAME`, or `NAMESPACE/NAME` of a pod as the lists show it; it need not
 * exist any more. `undefined` for what opens no connections.
 */
export function parseTypedSource(text: string, namespace: string): Source | undefined {
  const typed = text.trim();
  if (isIP(typed) !== 0 && !typed.includes('%')) return { kind: 'address', address: typed };
  const reference = parseReference(typed, namespace);
  if (reference !== undefined) return sourceOfReference(reference);
  const [, ofPod, pod] = /^([a-z0-9][a-z0-9-]*)\/([a-z0-9][a-z0-9.-]*)$/.exec(typed) ?? [];
  return ofPod === undefined || pod === undefined ? undefined : { kind: 'pod', namespace: ofPod, name: pod };
}

/** The target that a reference names; `undefined` when nothing can connect to that kind. */
export function targetOfReference({ kind, namespace, name }: ObjectReference): Target | undefined {
  if ((kind !== 'service' && kind !== 'pod') || namespace === undefined) return undefined;
  return { kind, namespace, name };
}

/** The source that a reference names; `undefined` when that kind opens no connections. */
export function sourceOfReference({ kind, namespace, name }: ObjectReference): Source | undefined {
  if (kind === 'node') return { kind, name };
  return kind === 'pod' && namespace !== undefined ? { kind, namespace, name } : undefined;
}

/** A port and its transport. */
export interface PortChoice {
  readonly port: number | string;
  readonly protocol: TransportProtocol;
}

/** Reads `80`, `http`, `53/udp`; `undefined` for anything else. TCP unless said otherwise. */
export function parseTypedPort(text: string): PortChoice | undefined {
  const [portText = '', protocolText = 'TCP', ...more] = text.trim().split('/');
  const protocol = (['TCP', 'UDP', 'SCTP'] as const).find((name) => name === protocolText.toUpperCase());
  if (protocol === undefined || more.length > 0) return undefined;
  if (/^\d+$/.test(portText)) {
    const port = Number(portText);
    return port >= 1 && port <= 65_535 ? { port, protocol } : undefined;
  }
  // A port's name as the API allows it (IANA_SVC_NAME): at most 15 characters, with a letter.
  return /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(portText)
    ? { port: portText, protocol }
    : undefined;
}

/** `80/TCP`. */
export function describePort({ port, protocol }: PortChoice): string {
  return `${port}/${protocol}`;
}

/** `cart-0 → web:80`: short, for a tab; the namespace is named where the ends differ in it. */
export function titleOfQuestion({ from, to, port }: Question): string {
  const short = (end: Source | Target): string => (end.kind === 'address' ? end.address : end.name);
  const namespaceOf = (end: Source | Target): string | undefined =>
    end.kind === 'pod' || end.kind === 'service' ? end.namespace : undefined;
  const target = namespaceOf(to) !== undefined && namespaceOf(to) !== namespaceOf(from);
  const host = target ? `${short(to)}.${namespaceOf(to) ?? ''}` : short(to);
  const bracketed =
    to.kind === 'address' && to.address.includes(':') && port !== undefined ? `[${host}]` : host;
  return `${short(from)} → ${bracketed}${port === undefined ? '' : `:${port}`}`;
}
