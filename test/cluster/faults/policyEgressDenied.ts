import { lookupsAllowed, networkPolicy, port as portOf } from '../suite/policies.ts';
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
};

/** Policies keep a client from its target: by a wrong label or port, by a namespace's label, or altogether. */
export const policyEgressDenied = defineFault({
  code: 'policy-egress-denied',
  findings: ['policy-egress-denied'],
  prepare: (random) => {
    const [namespace, elsewhere] = [random.name(), random.name()];
    const [client, name, decoy] = [random.name(), random.name(), random.name()];
    const [port, targetPort] = [random.port(), random.port()];
    const variant = random.pick(['pod label', 'namespace label', 'Service port', 'default deny']);
    const isElsewhere = variant === 'namespace label' || random.chance();
    const place = isElsewhere ? elsewhere : namespace;
    const toPlace = isElsewhere
      ? { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': elsewhere } } }
      : {};
    const rulesOf: Readonly<Record<typeof variant, readonly Fields[]>> = {
      'pod label': [
        {
          to: [{ ...toPlace, podSelector: { matchLabels: { app: `${name}s` } } }],
          ports: [portOf(targetPort)],
        },
      ],
      'namespace label': [{ to: [{ namespaceSelector: { matchLabels: { 'example.com/team': name } } }] }],
      'Service port': [
        { to: [{ ...toPlace, podSelector: { matchLabels: { app: name } } }], ports: [portOf(port)] },
      ],
      'default deny': [],
    };
    const wrong = networkPolicy(namespace, `${client}-guard`, {
      podSelector: random.pick([{}, { matchLabels: { [clientSelector]: client } }]),
      policyTypes: ['Egress'],
      egress: [lookupsAllowed, ...(rulesOf[variant] ?? [])],
    });
    const cause = causeOf[variant];
    return {
      ...(cause === undefined ? {} : { causes: [cause], findings: [cause, 'policy-egress-denied'] }),
      namespaces: [namespace, elsewhere],
      objects: [
        clientPod(namespace, client),
        deployment({
          namespace: place,
          name,
          labels: { app: name },
          replicas: random.integer(1, 2),
          containers: [webServer({ port: targetPort })],
        }),
        service(place, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
        networkPolicy(namespace, `${decoy}-guard`, {
          podSelector: { matchLabels: { app: decoy } },
          policyTypes: ['Ingress', 'Egress'],
        }),
      ],
      client: askHostname(namespace, client, `${name}.${place}`, port, name),
      symptom: /timed out|timeout/i,
      question: [
        ...['--from', `${namespace}/pod/${client}`, '--port', String(port)],
        ...['--to', random.pick([`${place}/service/${name}`, `${name}.${place}`])],
      ],
      inject: async ({ kubectl }) => {
        await kubectl(['apply', '-f', '-'], { input: JSON.stringify(wrong) });
      },
    };
  },
});
