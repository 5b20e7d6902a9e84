import { type Cidr, cidrCovers, parseCidr } from '../address/cidr.ts';
import { type FieldPath, formatFieldPath } from '../text/fieldPath.ts';
import { labelKeyProblem, labelValueProblem, objectNameProblem, portNameProblem } from './apiNames.ts';
import { isRecord, type RawObject } from './readField.ts';
import { maximumPort } from './readProtocol.ts';

/** A field for which the API server refuses the object. */
export interface Refusal {
  readonly path: FieldPath;
  /** Plain English, without the place. */
  readonly problem: string;
}

type Refuse = (path: FieldPath, problem: string | undefined) => void;

function recordOf(raw: RawObject, key: string): RawObject {
  const value = raw[key];
  return isRecord(value) ? value : {};
}

function has(raw: RawObject, key: string): boolean {
  return Object.hasOwn(raw, key) && raw[key] !== null && raw[key] !== undefined;
}

function membersOf(value: unknown): readonly (readonly [unknown, number])[] {
  return Array.isArray(value) ? value.map((each: unknown, index) => [each, index] as const) : [];
}

function checkLabels(raw: RawObject, key: string, path: FieldPath, refuse: Refuse): void {
  for (const [label, value] of Object.entries(recordOf(raw, key))) {
    refuse([...path, key], withValue(label, labelKeyProblem(label)));
    if (typeof value === 'string') refuse([...path, key], withValue(value, labelValueProblem(value)));
  }
}

function withValue(value: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `${JSON.stringify(value.slice(0, 80))}: ${problem}`;
}

/** meta/v1 LabelSelector (apimachinery, ValidateLabelSelector). */
function checkSelector(raw: RawObject, key: string, path: FieldPath, refuse: Refuse): void {
  const selector = recordOf(raw, key);
  const own = [...path, key];
  checkLabels(selector, 'matchLabels', own, refuse);
  for (const [each, index] of membersOf(selector['matchExpressions'])) {
    if (!isRecord(each)) continue;
    const place = [...own, 'matchExpressions', index];
    const { key: label, operator, values } = each;
    refuse([...place, 'key'], labelKeyProblem(typeof label === 'string' ? label : ''));
    const count = Array.isArray(values) ? values.length : 0;
    if (operator === 'In' || operator === 'NotIn') {
      if (count === 0) refuse([...place, 'values'], `${operator} needs values`);
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (count > 0) refuse([...place, 'values'], `${operator} has no values`);
    } else refuse([...place, 'operator'], 'expected In, NotIn, Exists or DoesNotExist');
    for (const [value, at] of membersOf(values))
      if (typeof value === 'string')
        refuse([...place, 'values', at], withValue(value, labelValueProblem(value)));
  }
}

function isPortNumber(value: unknown): value is number {
  return typeof value === 'number' && value >= 1 && value <= maximumPort;
}

/** networking.k8s.io/v1 NetworkPolicyPort (ValidateNetworkPolicyPort). */
function checkPort(port: RawObject, path: FieldPath, refuse: Refuse): void {
  const number = port['port'];
  const end = port['endPort'];
  const inRange = `expected a whole number from 1 to ${String(maximumPort)}`;
  if (typeof number === 'string') refuse([...path, 'port'], withValue(number, portNameProblem(number)));
  else if (has(port, 'port') && !isPortNumber(number)) refuse([...path, 'port'], inRange);
  if (!has(port, 'endPort')) return;
  if (typeof number === 'string') refuse([...path, 'endPort'], 'a port with a name has no endPort');
  else if (!has(port, 'port')) refuse([...path, 'endPort'], 'endPort needs port beside it');
  else if (!isPortNumber(end)) refuse([...path, 'endPort'], inRange);
  else if (typeof number === 'number' && end < number)
    refuse(
      [...path, 'endPort'],
      `the range ends before it begins: ${String(end)} is less than ${String(number)}`,
    );
}

function checkCidr(text: unknown, path: FieldPath, refuse: Refuse): Cidr | undefined {
  if (typeof text !== 'string') return undefined;
  const block = parseCidr(text);
  if (block !== undefined) return block;
  const mask = text.includes('/') ? '' : ', with the length of its prefix behind a /';
  refuse(
    path,
    `${JSON.stringify(text.slice(0, 80))}: expected a block of addresses such as 10.9.8.0/24${mask}`,
  );
  return undefined;
}

function checkIpBlock(block: RawObject, path: FieldPath, refuse: Refuse): void {
  const cidr = block['cidr'];
  if (!has(block, 'cidr') || cidr === '') refuse([...path, 'cidr'], 'missing');
  const outer = cidr === '' ? undefined : checkCidr(cidr, [...path, 'cidr'], refuse);
  for (const [text, index] of membersOf(block['except'])) {
    const place = [...path, 'except', index];
    const inner = checkCidr(text, place, refuse);
    if (inner === undefined || outer === undefined) continue;
    const isSame = inner.first === outer.first && inner.last === outer.last;
    if (isSame || !cidrCovers(outer, inner)) refuse(place, 'an exception has to be a smaller part of cidr');
  }
}

/** ValidateNetworkPolicyPeer. */
function checkPeer(peer: RawObject, path: FieldPath, refuse: Refuse): void {
  const selectors = ['podSelector', 'namespaceSelector'].filter((field) => has(peer, field));
  for (const field of selectors) checkSelector(peer, field, path, refuse);
  if (has(peer, 'ipBlock')) {
    if (selectors.length > 0) refuse(path, 'ipBlock stands alone: a peer has no selector beside it');
    checkIpBlock(recordOf(peer, 'ipBlock'), [...path, 'ipBlock'], refuse);
  } else if (selectors.length === 0) refuse(path, 'a peer needs podSelector, namespaceSelector or ipBlock');
}

function checkNetworkPolicy(raw: RawObject, refuse: Refuse): void {
  const spec = recordOf(raw, 'spec');
  checkSelector(spec, 'podSelector', ['spec'], refuse);
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const [rule, index] of membersOf(spec[direction])) {
      if (!isRecord(rule)) continue;
      const path = ['spec', direction, index];
      for (const [peer, at] of membersOf(rule[peers])) {
        const place = [...path, peers, at];
        if (isRecord(peer) || peer === null) checkPeer(isRecord(peer) ? peer : {}, place, refuse);
      }
      for (const [port, at] of membersOf(rule['ports']))
        if (isRecord(port)) checkPort(port, [...path, 'ports', at], refuse);
    }
  }
  const types = spec['policyTypes'];
  if (Array.isArray(types) && types.length > 2) refuse(['spec', 'policyTypes'], 'two types at most');
}

/** The tiered kinds are CRDs: each rule needs a list of peers, and each peer exactly one field (policy.networking.k8s.io). */
function checkTieredPolicy(raw: RawObject, refuse: Refuse): void {
  const spec = recordOf(raw, 'spec');
  const subject = recordOf(spec, 'subject');
  const subjects = Object.keys(subject).filter((field) => has(subject, field));
  if (subjects.length !== 1) refuse(['spec', 'subject'], 'expected either namespaces or pods');
  checkSelector(subject, 'namespaces', ['spec', 'subject'], refuse);
  checkNamespacedPods(subject, ['spec', 'subject'], refuse);
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const [rule, index] of membersOf(spec[direction])) {
      if (!isRecord(rule)) continue;
      const path = ['spec', direction, index];
      const list = membersOf(rule[peers]);
      if (list.length === 0) refuse([...path, peers], `a rule needs a peer in ${peers}`);
      for (const [peer, at] of list) if (isRecord(peer)) checkTieredPeer(peer, [...path, peers, at], refuse);
      for (const field of ['ports', 'protocols'])
        for (const [port, at] of membersOf(rule[field]))
          if (isRecord(port)) checkTieredPort(port, [...path, field, at], refuse);
    }
  }
}

function checkNamespacedPods(raw: RawObject, path: FieldPath, refuse: Refuse): void {
  const pods = recordOf(raw, 'pods');
  checkSelector(pods, 'namespaceSelector', [...path, 'pods'], refuse);
  checkSelector(pods, 'podSelector', [...path, 'pods'], refuse);
}

function checkTieredPeer(peer: RawObject, path: FieldPath, refuse: Refuse): void {
  const fields = Object.keys(peer).filter((field) => has(peer, field));
  if (fields.length !== 1)
    refuse(path, 'a peer has exactly one field: namespaces, pods, nodes, networks or domainNames');
  checkSelector(peer, 'namespaces', path, refuse);
  checkSelector(peer, 'nodes', path, refuse);
  checkNamespacedPods(peer, path, refuse);
  for (const [text, index] of membersOf(peer['networks']))
    checkCidr(text, [...path, 'networks', index], refuse);
}

function checkTieredPort(port: RawObject, path: FieldPath, refuse: Refuse): void {
  const fields = Object.keys(port).filter((field) => has(port, field));
  if (fields.length !== 1) refuse(path, 'expected exactly one field');
  const ranges: readonly (readonly [FieldPath, unknown])[] = [
    [[...path, 'portRange'], port['portRange']],
    ...(['tcp', 'udp', 'sctp'] as const).map(
      (field) =>
        [
          [...path, field, 'destinationPort', 'range'],
          recordOf(recordOf(port, field), 'destinationPort')['range'],
        ] as const,
    ),
  ];
  for (const [place, range] of ranges) {
    if (!isRecord(range)) continue;
    const { start, end } = range;
    if (typeof start === 'number' && typeof end === 'number' && start >= end)
      refuse(place, `the range ends before it begins: ${String(end)} is not more than ${String(start)}`);
  }
}

const tieredKinds: ReadonlySet<string> = new Set([
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'ClusterNetworkPolicy',
]);

/**
 * What the API server refuses in a policy although every field has the type that it should have (for those see the projections), with
 * the places (kubernetes v1.34 pkg/apis/networking/validation; the CRDs of policy.networking.k8s.io). Pure, for whoever has a position
 * for a path. Objects of a server need not be asked: it has let them in.
 * @param apiGroup '' for the core group
 */
export function refusalsOf(kind: string, apiGroup: string, raw: unknown): readonly Refusal[] {
  if (!isRecord(raw)) return [];
  const isPolicy = kind === 'NetworkPolicy' && apiGroup === 'networking.k8s.io';
  const isTiered = tieredKinds.has(kind) && apiGroup === 'policy.networking.k8s.io';
  if (!isPolicy && !isTiered) return [];
  const found: Refusal[] = [];
  const refuse: Refuse = (path, problem) => {
    if (problem !== undefined) found.push({ path, problem });
  };
  const metadata = recordOf(raw, 'metadata');
  const { name } = metadata;
  if (typeof name === 'string' && name !== '') refuse(['metadata', 'name'], objectNameProblem(name));
  checkLabels(metadata, 'labels', ['metadata'], refuse);
  if (isPolicy) checkNetworkPolicy(raw, refuse);
  else checkTieredPolicy(raw, refuse);
  return found;
}

/** In words: `spec.ingress[0].ports[0].endPort: the range ends before it begins …`. */
export function describeRefusal({ path, problem }: Refusal): string {
  return `${formatFieldPath(path)}: ${problem}`;
}
