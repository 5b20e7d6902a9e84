import { lookupsAllowed, networkPolicy, port as portOf } from '../suite/policies.ts';
import type { Random } from '../suite/random.ts';
import {
  askHostname,
  clientPod,
  clientSelector,
  deployment,
  service,
  webServer,
  type KubernetesObject,
} from '../suite/workloads.ts';
import { defineHealthySetUp, type HealthyScene, type HealthySetUp } from './defineHealthySetUp.ts';

interface Names {
  readonly namespace: string;
  readonly client: string;
  readonly name: string;
  readonly targetPort: number;
}

function prepareWith(
  random: Random,
  policiesFor: (names: Names) => readonly KubernetesObject[],
): HealthyScene {
  const [namespace, client, name] = [random.name(), random.name(), random.name()];
  const [port, targetPort] = [random.port(), random.port()];
  return {
    namespaces: [namespace],
    objects: [
      clientPod(namespace, client),
      deployment({
        namespace,
        name,
        labels: { app: name },
        replicas: 2,
        containers: [webServer({ port: targetPort })],
      }),
      service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
      ...policiesFor({ namespace, client, name, targetPort }),
    ],
    client: askHostname(namespace, client, name, port, name),
    question: [
      ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
      ...['--to', random.pick([`${namespace}/service/${name}`, name])],
    ],
  };
}

function denyAll(namespace: string, name: string): KubernetesObject {
  return networkPolicy(namespace, name, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
}

/** Policies that isolate other pods. */
export const policiesForOthers = defineHealthySetUp({
  name: 'policies-for-others',
  prepare: (random) =>
    prepareWith(random, ({ namespace, name }) => [
      networkPolicy(namespace, 'others', {
        podSelector: {
          matchExpressions: [
            { key: 'app', operator: 'Exists' },
            { key: 'app', operator: 'NotIn', values: [name] },
          ],
        },
        policyTypes: ['Ingress', 'Egress'],
      }),
      networkPolicy(namespace, 'nobody', {
        podSelector: { matchLabels: { app: `${name}s` } },
        policyTypes: ['Ingress'],
      }),
    ]),
});

/** Everything is denied, and other policies allow what is needed: policies add up. */
export const policiesAddUp = defineHealthySetUp({
  name: 'policies-add-up',
  prepare: (random) =>
    prepareWith(random, ({ namespace, client, name, targetPort }) => {
      const [one, other] = [{ matchLabels: { [clientSelector]: client } }, { matchLabels: { app: name } }];
      const ports = random.pick([{}, { ports: [portOf(targetPort)] }]);
      return [
        denyAll(namespace, 'deny-all'),
        networkPolicy(namespace, 'let-in', {
          podSelector: other,
          policyTypes: ['Ingress'],
          ingress: [{ from: [{ podSelector: one }], ...ports }],
        }),
        networkPolicy(namespace, 'let-out', {
          podSelector: one,
          policyTypes: ['Egress'],
          egress: [lookupsAllowed, { to: [{ podSelector: other }], ...ports }],
        }),
      ];
    }),
});

/** A policy isolates the target and lets this very client in, and nobody else. */
export const policyForThisClient = defineHealthySetUp({
  name: 'policy-for-this-client',
  prepare: (random) =>
    prepareWith(random, ({ namespace, client, name, targetPort }) => [
      networkPolicy(namespace, 'guard', {
        podSelector: { matchLabels: { app: name } },
        policyTypes: ['Ingress'],
        ingress: [
          { from: [{ podSelector: { matchLabels: { [clientSelector]: `${client}s` } } }] },
          {
            from: [{ namespaceSelector: {}, podSelector: { matchLabels: { [clientSelector]: client } } }],
            ports: [portOf(targetPort)],
          },
        ],
      }),
    ]),
});

/** Set-ups for a cluster where Cilium enforces policies. */
export const policySetUps: readonly HealthySetUp[] = [policiesForOthers, policiesAddUp, policyForThisClient];

/** Everything is denied by a policy that nobody enforces: traffic flows, so nothing is at fault. */
export const policyNotEnforced = defineHealthySetUp({
  name: 'policy-not-enforced',
  prepare: (random) => prepareWith(random, ({ namespace }) => [denyAll(namespace, 'deny-all')]),
});
