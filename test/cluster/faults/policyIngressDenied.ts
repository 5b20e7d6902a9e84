import { networkPolicy, port as portOf } from '../suite/policies.ts';
import {
  askHostname,
  clientPod,
  clientSelector,
  deployment,
  service,
  webServer,
  type Fields,
} from '../suite/workloads.ts';
import { defineFault } from './defineFault.ts';

/** The mistake of each variant that has one; the others are meant as they are. */
const causeOf: Readonly<Record<string, string>> = {
  'pod label': 'policy-peer-matches-nobody',
  'namespace label': 'policy-namespace-label-missing',
  'Service port': 'policy-uses-service-port',
  'other namespace': 'policy-peer-matches-nobody',
};

/** Policies keep a client out: by a wrong label, by a label that its namespace lacks, by a wrong port, or altogether. */
export const policyIngressDenied = defineFault({
  code: 'policy-ingress-denied',
  findings: ['policy-ingress-denied'],
  prepare: (random) => {
    const [namespace, elsewhere] = [random.name(), random.name()];
    const [client, name, decoy] = [random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const variant = random.pick([
      'pod label',
      'namespace label',
      'Service port',
      'other namespace',
      'default deny',
    ]);
    const isElsewhere = variant === 'namespace label' || variant === 'other namespace' || random.chance();
    const place = isElsewhere ? elsewhere : namespace;
    const own = { podSelector: { matchLabels: { [clientSelector]: client } } };
    const fromPlace = isElsewhere
      ? { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': elsewhere } } }
      : {};
    const rule: Fields | undefined = {
      'pod label': {
        from: [
          { ...fromPlace, podSelector: { matchLabels: { [clientSelector]: `${client.slice(0, -1)}z` } } },
        ],
        ports: [portOf(targetPort)],
      },
      'namespace label': {
        from: [{ namespaceSelector: { matchLabels: { 'example.com/team': client } } }],
      },
      'Service port': { from: [{ ...fromPlace, ...own }], ports: [portOf(port)] },
      'other namespace': { from: [own], ports: [portOf(targetPort)] },
      'default deny': undefined,
    }[variant];
    const wrong = networkPolicy(namespace, `${name}-guard`, {
      podSelector: variant === 'default deny' && random.chance() ? {} : { matchLabels: { app: name } },
      policyTypes: ['Ingress'],
      ...(rule === undefined ? {} : { ingress: [rule] }),
    });
    const cause = causeOf[variant];
    return {
      ...(cause === undefined ? {} : { causes: [cause], findings: [cause, 'policy-ingress-denied'] }),
      namespaces: [namespace, elsewhere],
      objects: [
        clientPod(place, client),
        clientPod(place, decoy),
        deployment({
          namespace,
          name,
          labels: { app: name },
          replicas: random.integer(1, 2),
          containers: [webServer({ port: targetPort })],
        }),
        service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
        // Policies that have nothing to do with it, and one that lets somebody else in.
        networkPolicy(namespace, `${decoy}-guard`, {
          podSelector: { matchLabels: { app: decoy } },
          policyTypes: ['Ingress', 'Egress'],
        }),
        networkPolicy(elsewhere, `${name}-guard`, {
          podSelector: { matchLabels: { app: name } },
          policyTypes: ['Ingress'],
        }),
      ],
      client: askHostname(place, client, `${name}.${namespace}`, port, name),
      symptom: /timed out|timeout/i,
      question: [
        ...['--from', `${place}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${namespace}/service/${name}`, `${name}.${namespace}`])],
      ],
      inject: async ({ kubectl }) => {
        await kubectl(['apply', '-f', '-'], { input: JSON.stringify(wrong) });
      },
    };
  },
});
