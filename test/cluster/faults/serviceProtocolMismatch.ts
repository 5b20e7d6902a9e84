import type { PlainClient } from '../suite/scene.ts';
import { webScene } from '../suite/webScene.ts';
import { defineFault, type FaultScene } from './defineFault.ts';

export const serviceProtocolMismatch = defineFault({
  code: 'service-protocol-mismatch',
  findings: ['service-protocol-mismatch', 'service-port-missing'],
  prepare: (random): FaultScene => {
    const served = random.pick(['TCP', 'UDP'] as const);
    const declared = served === 'TCP' && random.chance() ? { portName: 'main', targetPort: 'main' } : {};
    const scene = webScene(random, declared);
    const { namespace, clientName, name, port, targetPort } = scene;
    const patch = (protocol: string): string[] => [
      ...['patch', '-n', namespace, `service/${name}`, '--type', 'json', '-p'],
      JSON.stringify([{ op: 'replace', path: '/spec/ports/0/protocol', value: protocol }]),
    ];
    const ask = (protocol: 'TCP' | 'UDP'): readonly string[] => [
      ...['--from', `${namespace}/pod/${clientName}`, '--to', `${namespace}/service/${name}`],
      ...['--port', String(port), ...(protocol === 'TCP' ? [] : ['--protocol', 'UDP'])],
    ];
    const wrong = served === 'TCP' ? 'UDP' : 'TCP';
    // Somebody may ask as the Service says, and not as the pods serve.
    const asksAsService = random.chance();
    // Under a name that is declared for TCP the controller finds no port of UDP, so nobody is tried.
    const isNamed = 'portName' in declared;
    const asServiceSays = {
      question: ask(wrong),
      findings: isNamed
        ? (['service-protocol-mismatch'] as const)
        : (['service-protocol-mismatch', 'port-not-listening'] as const),
    };
    const inject: FaultScene['inject'] = async ({ kubectl }) => {
      await kubectl(patch(wrong));
    };
    if (served === 'TCP') {
      return {
        ...scene,
        ...(asksAsService ? asServiceSays : { question: ask('TCP') }),
        inject,
        healed: { question: ask('TCP') },
      };
    }
    const adminPort = random.port();
    const server = {
      args: ['netexec', `--http-port=${String(adminPort)}`, `--udp-port=${String(targetPort)}`],
      readinessProbe: { httpGet: { path: '/hostname', port: adminPort }, periodSeconds: 1 },
    };
    const client: PlainClient = {
      namespace,
      pod: clientName,
      argv: ['sh', '-c', `echo hostname | timeout 4 nc -u -w 1 ${name} ${String(port)}`],
      success: scene.client.success,
    };
    return {
      ...scene,
      ...(asksAsService ? asServiceSays : { question: ask('UDP') }),
      objects: scene.objects.map((object) =>
        object.kind === 'Deployment' && object.metadata.name === name
          ? scene.changed({ container: server })
          : object,
      ),
      complete: async ({ kubectl }) => {
        await kubectl(patch('UDP'));
      },
      client,
      inject,
      healed: { question: ask('UDP'), verdict: 'unknown' },
    };
  },
});
