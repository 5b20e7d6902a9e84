import { afterEach, expect, it } from 'vitest';
import { connected, endEngines, question } from './testing/engineStage.ts';

// The stage looks at each event and answer as the host does (readEngineMessage.ts), and fails the test for one that it would
// refuse: so every function is called here once with an answer that is more than nothing.

afterEach(endEngines);

const typo = { kind: 'service', namespace: 'shop', name: 'typo' } as const;
const text = `apiVersion: v1
kind: Service
metadata: { name: typo, namespace: shop }
spec:
  selector: { app: wbe }
  ports: [{ port: 80 }]
`;

it('is understood by its host, whatever it is asked', async () => {
  const { engine } = await connected();
  await engine.ping();
  await engine.openMap({ lens: 'services', text: '', unfolded: [] });
  await engine.filterMap({ lens: 'policies', text: '', subject: 'shop/service/web', unfolded: [] });
  expect(await engine.mapDetails('shop/service/web')).toBeDefined();
  expect(await engine.exportMap('json')).not.toBe('');
  expect(await engine.mermaidAround(typo)).toBeDefined();
  expect(await engine.whoCanReach(typo)).toBeDefined();
  expect(await engine.recentChanges(typo)).not.toBe('');
  const design = {
    kind: 'default-deny',
    namespaces: ['shop'],
    directions: ['Ingress'],
    keepDns: true,
  } as const;
  expect((await engine.designPolicies(design)).proposed).not.toBe('');
  for (const kind of ['pod', 'service', 'node', 'namespace'] as const) await engine.listEnds(kind);
  for (const id of [undefined, 'namespace/shop', 'service/shop/typo']) await engine.treeChildren(id);

  const uri = 'file:///work/typo.yaml';
  await engine.showManifest({ uri, version: 1, text, diagnose: true });
  expect(await engine.hoverManifest(uri, 1, text.indexOf('wbe'))).toBeDefined();
  expect(await engine.servicesInManifest(uri, 1, text.indexOf('wbe'))).not.toEqual([]);
  await engine.closeManifest(uri);

  const diagnosis = await engine.diagnose('a', question);
  const [probe] = diagnosis.probes;
  expect(await engine.observationText('a', probe?.id ?? '')).toBeDefined();
  expect(await engine.rawObservation('a', probe?.id ?? '')).toBeDefined();
  const toWeb = await engine.diagnose('d', { ...question, to: { ...typo, name: 'web' } });
  expect(toWeb.paths).not.toEqual([]);
  await engine.trace('b', typo);
  await engine.trace('b', { ...typo, name: 'web' });
  await engine.runLookCommand('c', {
    look: 'routes',
    subject: { ...typo, kind: 'pod', name: 'cart-0' },
    input: {},
  });
  await engine.closeMap();
  await engine.closeSession();
});
