import { formatFieldPath } from '../text/fieldPath.ts';
import { unknownFieldsOf } from './unknownFields.ts';
import type {
  DroppedField,
  IpBlock,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from './networkPolicy.ts';
import type { Projection } from './projection.ts';
import { projectObject } from './projectObject.ts';
import {
  type RawObject,
  readEach,
  readInteger,
  readList,
  readRecord,
  readText,
  readTexts,
  type ReportField,
  within,
} from './readField.ts';
import { hasField, readLabelSelector } from './readLabelSelector.ts';
import { readLastChange } from './readLastChange.ts';
import { maximumPort, readProtocol } from './readProtocol.ts';

function readIpBlock(raw: RawObject, report: ReportField): IpBlock | undefined {
  const block = readRecord(raw, 'ipBlock', report);
  const inBlock = within(report, 'ipBlock');
  const cidr = readText(block, 'cidr', inBlock);
  if (cidr !== undefined) return { cidr, except: readTexts(block, 'except', inBlock) };
  inBlock('cidr', 'missing');
  return undefined;
}

function readPeer(raw: RawObject, report: ReportField): NetworkPolicyPeer {
  const ipBlock = hasField(raw, 'ipBlock') ? readIpBlock(raw, report) : undefined;
  return {
    ...(hasField(raw, 'podSelector') ? { podSelector: readLabelSelector(raw, 'podSelector', report) } : {}),
    ...(hasField(raw, 'namespaceSelector')
      ? { namespaceSelector: readLabelSelector(raw, 'namespaceSelector', report) }
      : {}),
    ...(ipBlock === undefined ? {} : { ipBlock }),
  };
}

function readPort(raw: RawObject, report: ReportField): NetworkPolicyPort | undefined {
  const protocol = readProtocol(raw, report);
  if (protocol === undefined) return undefined;
  const port =
    typeof raw['port'] === 'string' ? raw['port'] : readInteger(raw, 'port', 0, maximumPort, report);
  const endPort = readInteger(raw, 'endPort', 0, maximumPort, report);
  return {
    protocol,
    ...(port === undefined ? {} : { port }),
    ...(endPort === undefined ? {} : { endPort }),
  };
}

function readRules(
  spec: RawObject,
  key: string,
  peers: string,
  report: ReportField,
): readonly NetworkPolicyRule[] {
  return readEach(spec, key, report, (rule, inRule) => ({
    peers: readEach(rule, peers, inRule, readPeer),
    ports: readEach(rule, 'ports', inRule, readPort),
  }));
}

/** What the API would drop. A server has done so: then there is nothing. */
function droppedFields(raw: unknown): readonly DroppedField[] {
  return unknownFieldsOf('NetworkPolicy', 'networking.k8s.io', raw).map(({ path, ...rest }) => ({
    path: formatFieldPath(path),
    ...rest,
  }));
}

/**
 * Reads a networking.k8s.io/v1 NetworkPolicy. Never throws. A policy of which any part cannot be read has no value: with a
 * peer or a port left out it would allow or deny something else.
 */
export function projectNetworkPolicy(raw: unknown): Projection<NetworkPolicy> {
  return projectObject('networkpolicy', 'namespaced', raw, ({ metadata, spec, problemCount }, report) => {
    const inSpec = within(report, 'spec');
    const unknownFields = droppedFields(raw);
    const policyTypes = readList(spec, 'policyTypes', inSpec).flatMap(
      (type, index): ('Ingress' | 'Egress')[] => {
        if (type === 'Ingress' || type === 'Egress') return [type];
        inSpec(`policyTypes[${index}]`, 'expected Ingress or Egress');
        return [];
      },
    );
    const policy: NetworkPolicy = {
      namespace: metadata.namespace,
      name: metadata.name,
      uid: metadata.uid,
      podSelector: readLabelSelector(spec, 'podSelector', inSpec),
      policyTypes,
      ingress: readRules(spec, 'ingress', 'from', inSpec),
      ...(hasField(spec, 'egress') ? { egress: readRules(spec, 'egress', 'to', inSpec) } : {}),
      ...readLastChange(metadata.raw),
      ...(unknownFields.length === 0 ? {} : { unknownFields }),
    };
    return problemCount() === 0 ? policy : undefined;
  });
}
