import assert from 'node:assert/strict';
import { checkDocument } from './checkDocument.ts';
import type { Product } from './product.ts';
import { startRandom } from './random.ts';
import { awaitWorking } from './runClient.ts';
import { createScene, deleteScene, wrongAnswer, type Stage } from './stageScene.ts';
import type { SuiteTest } from './suiteTests.ts';
import { askHostname, clientPod, deployment, service, webServer } from './workloads.ts';

/** A JSON document of the command line, held against its schema. */
async function documentOf(
  product: Product,
  schema: string,
  commandArguments: readonly string[],
): Promise<Record<string, unknown>> {
  const { exitCode, stdout, stderr } = await product.run(commandArguments);
  assert.equal(exitCode, 0, `podpath ${commandArguments.join(' ')}: exit status ${exitCode}\n${stderr}`);
  const document = JSON.parse(stdout) as Record<string, unknown>;
  assert.equal(checkDocument(schema, document), '', `podpath ${commandArguments.join(' ')}`);
  return document;
}

/** Whether docs/leastPrivilegeRole.yaml is enough for every command, and what is said where a part of it is missing. */
export function leastPrivilegeTests(stage: Stage, readOnly: Product): readonly SuiteTest[] {
  const { cluster, product, signal } = stage;
  return [
    {
      name: 'least privilege: snapshot, map, trace and diagnose',
      run: async () => {
        const random = startRandom(stage.seed, 'least privilege');
        const [namespace, client, name] = [random.name(), random.name(), random.name()];
        const [port, targetPort] = [random.port(), random.port()];
        const scene = {
          namespaces: [namespace],
          objects: [
            clientPod(namespace, client),
            deployment({
              namespace,
              name,
              labels: { app: name },
              containers: [webServer({ port: targetPort })],
            }),
            service(namespace, name, { selector: { app: name }, ports: [{ port, targetPort }] }),
          ],
          client: askHostname(namespace, client, name, port, name),
          question: [
            ...['--from', `${namespace}/pod/${client}`, '--to', `${namespace}/service/${name}`],
            ...['--port', String(port)],
          ],
        };
        try {
          await createScene(cluster, scene);
          await awaitWorking(cluster, scene.client, signal);
          const snapshot = await documentOf(product, 'snapshot.v1', ['snapshot', '-A']);
          const { coverage } = snapshot as { coverage: Record<string, { state: string }> };
          for (const [resource, { state }] of Object.entries(coverage)) {
            assert.equal(state, 'complete', `the coverage of ${resource}`);
          }
          const map = await documentOf(product, 'map.v1', ['map', '-n', namespace, '-o', 'json']);
          assert.ok(JSON.stringify(map).includes(name), 'the map knows the Service');
          const traced = ['trace', `service/${name}`, '-n', namespace, '-o', 'json'];
          await documentOf(product, 'trace.v1', traced);

          const answer = await product.diagnose(scene.question);
          if (answer.document.verdict !== 'reachable' || answer.document.unverified.length > 0) {
            throw wrongAnswer(stage, 'with both roles something is not verified', scene, answer);
          }
          const blind = await readOnly.diagnose(scene.question);
          const { verdict, findings, unverified } = blind.document;
          if (verdict !== 'unknown' || blind.exitCode !== 3 || findings.length > 0) {
            throw wrongAnswer(
              stage,
              'without exec nothing can be proven, so it has to be unknown',
              scene,
              blind,
            );
          }
          if (!unverified.some(({ reason }) => reason.includes('pods/exec'))) {
            throw wrongAnswer(stage, 'the missing permission is not named', scene, blind);
          }
        } finally {
          await deleteScene(stage.endingCluster, scene);
        }
      },
    },
  ];
}
