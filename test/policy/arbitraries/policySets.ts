import fc from 'fast-check';
import { arbitraryIpBlock } from './ipBlocks.ts';
import type { PeerManifest, PolicyManifest, PortManifest, SelectorManifest } from './policyManifest.ts';
import { portNames, type World } from './world.ts';

/** What a random policy set may contain beyond what every implementation supports. */
export interface PolicySetOptions {
  /** Most policies of one set. */
  readonly maxPolicies?: number;
  /** Ranges of ports (`endPort`). */
  readonly portRanges?: boolean;
}

type Expression = NonNullable<SelectorManifest['matchExpressions']>[number];

/** Values of each label key; a key without values exists nowhere. */
type Vocabulary = Readonly<Record<string, readonly string[]>>;

const podVocabulary: Vocabulary = {
  pod: ['a', 'b', 'c', 'h'],
  app: ['web', 'db'],
  stage: ['canary', 'stable'],
  'pod-template-hash': ['1', '2'],
  absent: ['anything'],
};

const namespaceVocabulary: Vocabulary = {
  'kubernetes.io/metadata.name': ['x', 'y', 'z'],
  team: ['red', 'blue'],
  tier: ['front', 'back'],
  absent: ['anything'],
};

function arbitrarySelector(vocabulary: Vocabulary): fc.Arbitrary<SelectorManifest> {
  const pair = fc
    .constantFrom(...Object.keys(vocabulary).filter((key) => key !== 'absent'))
    .chain((key) => fc.constantFrom(...(vocabulary[key] ?? [])).map((value) => ({ [key]: value })));
  const expression: fc.Arbitrary<Expression> = fc.constantFrom(...Object.keys(vocabulary)).chain((key) =>
    fc.oneof(
      fc.record({
        key: fc.constant(key),
        operator: fc.constantFrom('In' as const, 'NotIn' as const),
        values: fc.uniqueArray(fc.constantFrom(...(vocabulary[key] ?? [])), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        key: fc.constant(key),
        operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const),
      }),
    ),
  );
  const expressions = fc.array(expression, { minLength: 1, maxLength: 2 });
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 4, arbitrary: pair.map((matchLabels) => ({ matchLabels })) },
    {
      weight: 1,
      arbitrary: fc.tuple(pair, pair).map(([one, other]) => ({ matchLabels: { ...one, ...other } })),
    },
    { weight: 3, arbitrary: expressions.map((matchExpressions) => ({ matchExpressions })) },
    { weight: 1, arbitrary: fc.record({ matchLabels: pair, matchExpressions: expressions }) },
  );
}

function arbitraryPeer(world: World): fc.Arbitrary<PeerManifest> {
  const podSelector = arbitrarySelector(podVocabulary);
  const namespaceSelector = arbitrarySelector(namespaceVocabulary);
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ podSelector }) },
    { weight: 3, arbitrary: fc.record({ namespaceSelector }) },
    { weight: 3, arbitrary: fc.record({ podSelector, namespaceSelector }) },
    { weight: 4, arbitrary: fc.record({ ipBlock: arbitraryIpBlock(world) }) },
  );
}

function arbitraryPort(portRanges: boolean): fc.Arbitrary<PortManifest> {
  const protocol = fc.constantFrom('TCP' as const, 'UDP' as const);
  const optionalProtocol = fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 4, arbitrary: protocol.map((value) => ({ protocol: value })) },
  );
  const number = fc.constantFrom(80, 81);
  const named = fc.constantFrom(...portNames);
  const withPort = (port: fc.Arbitrary<number | string>): fc.Arbitrary<PortManifest> =>
    fc.tuple(optionalProtocol, port).map(([own, value]) => ({ ...own, port: value }));
  const range = fc
    .tuple(optionalProtocol, fc.constantFrom([79, 80], [80, 81], [81, 90], [1, 65535]))
    .map(([own, [port = 1, endPort = 1]]) => ({ ...own, port, endPort }));
  return fc.oneof(
    { weight: 5, arbitrary: withPort(number) },
    { weight: 3, arbitrary: withPort(named) },
    { weight: 1, arbitrary: optionalProtocol },
    { weight: 1, arbitrary: fc.constant({ protocol: 'SCTP' as const, port: 80 }) },
    ...(portRanges ? [{ weight: 2, arbitrary: range }] : []),
  );
}

/** A list that may also be absent or empty, which the API takes for "all". */
function optionalList<Value, Key extends string>(
  key: Key,
  element: fc.Arbitrary<Value>,
  maxLength: number,
): fc.Arbitrary<Partial<Record<Key, readonly Value[]>>> {
  const list = (least: number, most: number): fc.Arbitrary<Partial<Record<Key, readonly Value[]>>> =>
    fc
      .array(element, { minLength: least, maxLength: most })
      .map((values) => ({ [key]: values }) as unknown as Partial<Record<Key, readonly Value[]>>);
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: list(0, 0) },
    { weight: 6, arbitrary: list(1, maxLength) },
  );
}

function arbitrarySpec(world: World, portRanges: boolean): fc.Arbitrary<PolicyManifest['spec']> {
  const peer = arbitraryPeer(world);
  const ports = optionalList('ports', arbitraryPort(portRanges), 2);
  const rule = (key: 'from' | 'to'): fc.Arbitrary<object> =>
    fc.tuple(optionalList(key, peer, 3), ports).map(([peers, own]) => ({ ...peers, ...own }));
  const policyTypes = fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    {
      weight: 5,
      arbitrary: fc
        .constantFrom(['Ingress'] as const, ['Egress'] as const, ['Ingress', 'Egress'] as const)
        .map((types) => ({ policyTypes: types })),
    },
  );
  return fc
    .tuple(
      arbitrarySelector(podVocabulary),
      policyTypes,
      optionalList('ingress', rule('from'), 2),
      optionalList('egress', rule('to'), 2),
    )
    .map(([podSelector, types, ingress, egress]) => ({ podSelector, ...types, ...ingress, ...egress }));
}

/**
 * Sets of NetworkPolicies over a world: every selector form, absent and empty lists, written and inferred policyTypes
 * (also such that contradict the rules), ports by number and by name, blocks of addresses. The API server takes all of
 * them. The same seed gives the same set in every world of the same shape, with that world's addresses.
 */
export function arbitraryPolicySet(
  world: World,
  { maxPolicies = 5, portRanges = false }: PolicySetOptions = {},
): fc.Arbitrary<readonly PolicyManifest[]> {
  const policy = fc.record({
    namespace: fc.constantFrom(...world.namespaces.map(({ name }) => name)),
    spec: arbitrarySpec(world, portRanges),
  });
  return fc.array(policy, { minLength: 1, maxLength: maxPolicies, size: 'max' }).map((policies) =>
    policies.map(({ namespace, spec }, index) => ({
      apiVersion: 'networking.k8s.io/v1' as const,
      kind: 'NetworkPolicy' as const,
      metadata: { namespace, name: `policy-${String(index)}` },
      spec,
    })),
  );
}
