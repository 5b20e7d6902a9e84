import { images } from '../images.ts';
import type { Random } from '../suite/random.ts';
import { askHostname, clientPod, deployment, service, webServer, type Labels } from '../suite/workloads.ts';
import { defineFault } from './defineFault.ts';

const labelKeys = [
  ...['app', 'component', 'tier', 'release', 'team'],
  ...['app.kubernetes.io/name', 'app.kubernetes.io/part-of', 'app.kubernetes.io/instance'],
] as const;

/** A value that somebody could have written instead: a letter lost, two swapped, a version more. */
function mistaken(random: Random, value: string): string {
  const at = random.integer(1, value.indexOf('-') - 1);
  return random.pick([
    value.slice(0, at) + value.slice(at + 1),
    value.replace('-', '_'),
    `${value}-v2`,
    value.toUpperCase(),
  ]);
}

/** One label of several is wrong, in the Service or in the pod template; the others fit. */
function breakLabels(random: Random, labels: Labels): Labels {
  const [[key, value] = ['', ''], ...others] = random.sample(Object.entries(labels), 3);
  const isKeyWrong = random.chance();
  return {
    ...Object.fromEntries(others),
    ...(isKeyWrong ? { [`${key}-name`]: value } : { [key]: mistaken(random, value) }),
  };
}

export const serviceSelectorMatchesNothing = defineFault({
  code: 'service-selector-matches-nothing',
  findings: ['service-selector-matches-nothing'],
  prepare: (random) => {
    const [namespace, elsewhere, client, name] = [random.name(), random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const keys = random.sample(labelKeys, random.integer(1, 3));
    const selector = Object.fromEntries(keys.map((key, index) => [key, index === 0 ? name : random.name()]));
    const broken = breakLabels(random, selector);
    // What a Deployment selects cannot be changed later, so it has a label of its own.
    const labels = { workload: name, ...selector };
    const wish = { namespace, name, labels, selectorKeys: ['workload'], replicas: random.integer(1, 2) };
    const containers = [webServer({ port: targetPort, declared: random.pick([true, false, 'http']) })];
    const changesPods = random.chance();

    const canary = `${name}-canary`;
    const canaryLabels = { ...selector, workload: canary, [keys[0] ?? '']: canary };
    const other = random.name();
    const decoys = [
      deployment({ ...wish, name: canary, labels: canaryLabels, replicas: 1, containers }),
      service(namespace, canary, { selector: { workload: canary }, ports: [{ port, targetPort }] }),
      deployment({
        namespace,
        name: other,
        labels: { ...selector, workload: other, [keys[0] ?? '']: other },
        containers: [webServer({ port: targetPort, image: images.bare })],
      }),
      // Another namespace has exactly the pods that the Service wants.
      deployment({
        ...wish,
        namespace: elsewhere,
        labels: { ...labels, ...broken },
        replicas: 1,
        containers,
      }),
      service(elsewhere, name, { selector: broken, ports: [{ port, targetPort }] }),
    ];
    return {
      namespaces: [namespace, elsewhere],
      objects: [
        clientPod(namespace, client),
        deployment({ ...wish, containers }),
        service(namespace, name, { selector, ports: [{ name: 'http', port, targetPort }] }),
        ...decoys,
      ],
      client: askHostname(namespace, client, name, port, name),
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, name, `${name}.${namespace}`])],
      ],
      inject: async ({ kubectl }) => {
        const before = keys.map((key): [string, string | null] => [key, null]);
        const changed = Object.fromEntries([...before, ...Object.entries(broken)]);
        const target = changesPods ? `deployment/${name}` : `service/${name}`;
        const spec = changesPods ? { template: { metadata: { labels: changed } } } : { selector: changed };
        const patch = JSON.stringify({ spec });
        await kubectl(['patch', '-n', namespace, target, '--type', 'merge', '-p', patch]);
        await kubectl(['rollout', 'status', '-n', namespace, `deployment/${name}`, '--timeout=60s']);
      },
    };
  },
});
