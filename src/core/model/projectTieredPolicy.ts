import type { LabelSelector } from './labelSelector.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import {
  type RawObject,
  readChoice,
  readEach,
  readInteger,
  readList,
  readNonEmptyText,
  readRecord,
  readText,
  readTexts,
  type ReportField,
  within,
} from './readField.ts';
import { hasField, readLabelSelector } from './readLabelSelector.ts';
import { maximumPort, readProtocol } from './readProtocol.ts';
import type {
  NamespacedPods,
  TieredAction,
  TieredPeer,
  TieredPolicy,
  TieredPolicyKind,
  TieredPort,
  TieredRule,
} from './tieredPolicy.ts';

/** Priorities that the API allows (policy.networking.k8s.io). */
const maximumPriority = 1000;

const everything: LabelSelector = { matchLabels: {}, matchExpressions: [] };

/** The fields that an object sets, null counting as not set. */
function fieldsOf(raw: RawObject): readonly string[] {
  return Object.keys(raw).filter((key) => hasField(raw, key));
}

function readNamespacedPods(raw: RawObject, report: ReportField): NamespacedPods {
  return {
    namespaceSelector: readLabelSelector(raw, 'namespaceSelector', report),
    podSelector: readLabelSelector(raw, 'podSelector', report),
  };
}

/**
 * A peer of v0.1.1's v1alpha1, where namespaces were an object that names either labels of the namespace or labels that it has to
 * share with the subject's (sameLabels, notSameLabels: gone since v0.1.2, and not evaluated).
 */
function readNamespacedPeer(
  raw: RawObject,
  podSelector: LabelSelector | undefined,
  report: ReportField,
): TieredPeer {
  const [other] = fieldsOf(raw).filter((field) => field !== 'namespaceSelector');
  if (other !== undefined) return { unsupported: `namespaces.${other}` };
  return {
    pods: {
      namespaceSelector: readLabelSelector(raw, 'namespaceSelector', report),
      ...(podSelector === undefined ? {} : { podSelector }),
    },
  };
}

function isLabelSelector(raw: RawObject): boolean {
  return fieldsOf(raw).every((field) => field === 'matchLabels' || field === 'matchExpressions');
}

function readPeer(raw: RawObject, report: ReportField): TieredPeer {
  const fields = fieldsOf(raw);
  const [field] = fields;
  // The API allows exactly one. What has none comes from a version with a field that its own server does not know.
  if (field === undefined) return { unsupported: 'a peer without a field' };
  if (fields.length > 1) return { unsupported: fields.join(' and ') };
  switch (field) {
    case 'namespaces': {
      const namespaces = readRecord(raw, field, report);
      if (!isLabelSelector(namespaces))
        return readNamespacedPeer(namespaces, undefined, within(report, field));
      return { pods: { namespaceSelector: readLabelSelector(raw, field, report) } };
    }
    case 'pods': {
      const pods = readRecord(raw, field, report);
      const inPods = within(report, field);
      if (hasField(pods, 'namespaces')) {
        return readNamespacedPeer(
          readRecord(pods, 'namespaces', inPods),
          readLabelSelector(pods, 'podSelector', inPods),
          inPods,
        );
      }
      return { pods: readNamespacedPods(pods, inPods) };
    }
    case 'nodes':
      return { nodes: readLabelSelector(raw, field, report) };
    case 'networks':
      return { networks: readTexts(raw, field, report) };
    default:
      return { unsupported: field };
  }
}

/** v1alpha1: portNumber, portRange or namedPort. */
function readPort(raw: RawObject, report: ReportField): TieredPort | undefined {
  const fields = fieldsOf(raw);
  const [field] = fields;
  if (field === undefined || fields.length > 1)
    return { unsupported: fields.join(' and ') || 'a port without a field' };
  if (field === 'namedPort') {
    const name = readNonEmptyText(raw, field, report);
    return name === undefined ? undefined : { port: name };
  }
  if (field !== 'portNumber' && field !== 'portRange') return { unsupported: field };
  const inner = readRecord(raw, field, report);
  const inField = within(report, field);
  const protocol = readProtocol(inner, inField);
  const first = readInteger(inner, field === 'portNumber' ? 'port' : 'start', 1, maximumPort, inField);
  const last = field === 'portNumber' ? undefined : readInteger(inner, 'end', 1, maximumPort, inField);
  if (protocol === undefined || first === undefined) {
    inField('', 'a port needs a number');
    return undefined;
  }
  return { protocol, port: first, ...(last === undefined ? {} : { endPort: last }) };
}

const protocolOfField = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' } as const;

function isProtocolField(field: string): field is keyof typeof protocolOfField {
  return Object.hasOwn(protocolOfField, field);
}

/** v1alpha2 and later: tcp, udp or sctp with a destination port, or destinationNamedPort. */
function readProtocolMatch(raw: RawObject, report: ReportField): TieredPort | undefined {
  const fields = fieldsOf(raw);
  const [field] = fields;
  if (field === undefined || fields.length > 1)
    return { unsupported: fields.join(' and ') || 'a protocol without a field' };
  if (field === 'destinationNamedPort') {
    const name = readNonEmptyText(raw, field, report);
    return name === undefined ? undefined : { port: name };
  }
  if (!isProtocolField(field)) return { unsupported: field };
  const protocol = protocolOfField[field];
  const match = readRecord(raw, field, report);
  const [other] = fieldsOf(match).filter((key) => key !== 'destinationPort');
  if (other !== undefined) return { unsupported: `${field}.${other}` };
  const inPort = within(report, `${field}.destinationPort`);
  const destination = readRecord(match, 'destinationPort', within(report, field));
  const number = readInteger(destination, 'number', 1, maximumPort, inPort);
  if (number !== undefined) return { protocol, port: number };
  if (!hasField(destination, 'range')) {
    return fieldsOf(destination).length === 0 ? { protocol } : { unsupported: `${field}.destinationPort` };
  }
  const range = readRecord(destination, 'range', inPort);
  const first = readInteger(range, 'start', 1, maximumPort, within(inPort, 'range'));
  const last = readInteger(range, 'end', 1, maximumPort, within(inPort, 'range'));
  if (first !== undefined && last !== undefined) return { protocol, port: first, endPort: last };
  inPort('range', 'a range needs a start and an end');
  return undefined;
}

const actions: Readonly<Record<string, TieredAction>> = {
  Allow: 'Accept',
  Accept: 'Accept',
  Deny: 'Deny',
  Pass: 'Pass',
};

function readRules(
  spec: RawObject,
  direction: 'ingress' | 'egress',
  kind: TieredPolicyKind,
  report: ReportField,
): readonly TieredRule[] {
  const isCluster = kind === 'ClusterNetworkPolicy';
  const portsField = isCluster ? 'protocols' : 'ports';
  return readEach(spec, direction, report, (rule, inRule): TieredRule | undefined => {
    const written = readText(rule, 'action', inRule) ?? '';
    const action = Object.hasOwn(actions, written) ? actions[written] : undefined;
    if (action === undefined) {
      inRule('action', 'expected Accept, Allow, Deny or Pass');
      return undefined;
    }
    const name = readNonEmptyText(rule, 'name', inRule);
    const peers = readEach(rule, direction === 'ingress' ? 'from' : 'to', inRule, readPeer);
    const ports =
      readList(rule, portsField, inRule).length === 0
        ? undefined
        : readEach(rule, portsField, inRule, isCluster ? readProtocolMatch : readPort);
    return {
      ...(name === undefined ? {} : { name }),
      action,
      peers,
      ...(ports === undefined ? {} : { ports }),
    };
  });
}

function readSubject(spec: RawObject, report: ReportField): NamespacedPods {
  const subject = readRecord(spec, 'subject', report);
  const inSubject = within(report, 'subject');
  if (hasField(subject, 'namespaces'))
    return { namespaceSelector: readLabelSelector(subject, 'namespaces', inSubject) };
  if (hasField(subject, 'pods'))
    return readNamespacedPods(readRecord(subject, 'pods', inSubject), within(inSubject, 'pods'));
  inSubject('', 'expected namespaces or pods');
  return { namespaceSelector: everything };
}

function readTier(
  kind: TieredPolicyKind,
  spec: RawObject,
  report: ReportField,
): TieredPolicy['tier'] | undefined {
  if (kind === 'AdminNetworkPolicy') return 'Admin';
  if (kind === 'BaselineAdminNetworkPolicy') return 'Baseline';
  return readChoice(spec, 'tier', ['Admin', 'Baseline'], report);
}

/**
 * Reads an AdminNetworkPolicy or BaselineAdminNetworkPolicy (policy.networking.k8s.io/v1alpha1) or a ClusterNetworkPolicy (v1alpha2
 * and later). Never throws. A field that a rule may have and that is not evaluated is kept as `unsupported`. A policy of which a known
 * part cannot be read has no value: with a part left out it would say something else.
 */
export function projectTieredPolicy(kind: TieredPolicyKind, raw: unknown): Projection<TieredPolicy> {
  return projectObject(kind.toLowerCase(), 'cluster', raw, ({ metadata, spec, problemCount }, report) => {
    const inSpec = within(report, 'spec');
    const tier = readTier(kind, spec, inSpec);
    const priority =
      kind === 'BaselineAdminNetworkPolicy' ? 0 : readInteger(spec, 'priority', 0, maximumPriority, inSpec);
    const subject = readSubject(spec, inSpec);
    const ingress = readRules(spec, 'ingress', kind, inSpec);
    const egress = readRules(spec, 'egress', kind, inSpec);
    if (tier === undefined) inSpec('tier', 'expected Admin or Baseline');
    if (priority === undefined) inSpec('priority', 'missing');
    if (problemCount() > 0 || tier === undefined || priority === undefined) return undefined;
    return { kind, name: metadata.name, uid: metadata.uid, tier, priority, subject, ingress, egress };
  });
}
