import { describe, expect, test } from 'vitest';
import { container, pod, service, servicePort, snapshotOf } from '../testing/snapshotBuilder.ts';
import { diagnoseManifest } from './diagnoseManifest.ts';
import { applyEdits } from './manifestEdit.ts';
import type { ManifestContext } from './manifestContext.ts';
import { parseManifest } from './parseManifest.ts';

const http = { containers: [container('app', 8080, 'http')] };
const snapshot = snapshotOf({
  pods: [
    pod('shop', 'web-a', { app: 'web', tier: 'front' }, http),
    pod('shop', 'cart-0', { app: 'cart', tier: 'back' }, http),
    pod('shop', 'done-0', { app: 'done' }, { phase: 'Succeeded' }),
  ],
  services: [
    service(
      'shop',
      'web',
      { app: 'web' },
      { ports: [servicePort(80, 'http', 'http'), servicePort(90, 9090, 'admin')] },
    ),
    service('shop', 'cart', { app: 'cart' }),
  ],
});
const live: ManifestContext = { snapshot, defaultNamespace: 'shop', authored: [], workloads: () => [] };

/**
 * @param expected for each diagnostic the text under it, and the text after its first fix (only the changed lines)
 */
function check(
  title: string,
  text: string,
  expected: readonly { readonly at: string; readonly code: string; readonly fixed?: string }[],
  changes: Partial<ManifestContext> = {},
): void {
  test(title, () => {
    const manifest = parseManifest(text);
    const own = manifest.objects.map(({ object }) => object);
    const found = diagnoseManifest(manifest, {
      ...live,
      ...changes,
      authored: [...own, ...(changes.authored ?? [])],
    });
    expect(
      found.map(({ start, end, code, fixes: [fix] }) => {
        const lines = new Set(text.split('\n'));
        const fixed = fix && applyEdits(text, fix.edits).split('\n');
        return {
          at: text.slice(start, end),
          code,
          ...(fixed === undefined ? {} : { fixed: fixed.filter((line) => !lines.has(line)).join('\n') }),
        };
      }),
    ).toEqual(expected);
  });
}

function objectsOf(text: string): ManifestContext['authored'] {
  return parseManifest(text).objects.map(({ object }) => object);
}

describe('a selector that matches nothing', () => {
  const code = 'service-selector-matches-nothing';
  const head = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\nspec:\n';
  check('a wrong value', `${head}  selector:\n    app: wep # why\n`, [
    { at: 'app: wep', code, fixed: '    app: web # why' },
  ]);
  check('single quotes stay', `${head}  selector:\n    app: 'wep'\n`, [
    { at: "app: 'wep'", code, fixed: "    app: 'web'" },
  ]);
  check('flow style', `${head}  selector: {app: "wep"}\n`, [
    { at: '{app: "wep"}', code, fixed: '  selector: {app: "web"}' },
  ]);
  check('a wrong key', `${head}  selector:\n    ap: web\n`, [{ at: 'ap: web', code, fixed: '    app: web' }]);
  check('line ends of Windows', `${head}  selector:\n    app: wep\n`.replaceAll('\n', '\r\n'), [
    { at: 'app: wep', code, fixed: '    app: web\r' },
  ]);
  check(
    'JSON',
    `${JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec: { selector: { app: 'wep' } } }, null, 2)}\n`,
    [{ at: '{\n      "app": "wep"\n    }', code, fixed: '      "app": "web"' }],
  );
  check('one label too many', `${head}  selector:\n    app: web\n    tier: back\n`, [
    { at: 'app: web\n    tier: back', code, fixed: '    tier: front' },
  ]);
  check('the second document', `kind: x\n---\n${head}  selector:\n    app: wep\n`, [
    { at: 'app: wep', code, fixed: '    app: web' },
  ]);
  check('a value behind an alias has no place to be put right', `x: &s {app: wep}\n${head}  selector: *s\n`, [
    { at: 'x', code: 'manifest-unknown-field' },
    { at: 'selector: *s', code },
  ]);
  check(
    'a workload of the same text that is not applied yet is meant',
    `${head.replace('web', 'new')}  selector: {app: nee}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: new, namespace: shop}\nspec: {template: {metadata: {labels: {app: nex}}, spec: {containers: []}}}\n`,
    [{ at: '{app: nee}', code, fixed: '  selector: {app: nex}' }],
  );
});

describe('a selector that is left alone', () => {
  const head = 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n';
  const deployment =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: new}\nspec: {replicas: 0, template: {metadata: {labels: {app: new}}, spec: {containers: []}}}\n';
  const forbidden = { ...snapshot.coverage, pods: { state: 'forbidden' as const } };
  check('it matches', `${head}  selector: {app: web}\n`, []);
  check('its workload is in the same text', `${head}  selector: {app: new}\n---\n${deployment}`, []);
  check('its workload is in another text', `${head}  selector: {app: new}\n`, [], {
    authored: objectsOf(deployment),
  });
  check('its workload is scaled to zero', `${head}  selector: {app: wep}\n`, [], {
    workloads: () => [{ kind: 'Deployment', name: 'wep', templateLabels: { app: 'wep' } }],
  });
  check('the workloads are not known yet', `${head}  selector: {app: wep}\n`, [], {
    workloads: () => 'pending',
  });
  check('the workloads may not be read', `${head}  selector: {app: wep}\n`, [], {
    workloads: () => 'unavailable',
  });
  check('the pods may not be read', `${head}  selector: {app: wep}\n`, [], {
    snapshot: { ...snapshot, coverage: forbidden },
  });
  check('its pods have finished', `${head}  selector: {app: done}\n`, []);
  check('a placeholder', `${head}  selector: {app: $APP}\n`, []);
  check('a template', `${head}  selector:\n    app: wep\n    x: {{ .Values.x }}\n`, []);
  check('half typed', `${head}  selector:\n    app: wep\n    ti`, []);
  check('its namespace is still to be made', `${head.replace('shop', 'new')}  selector: {app: wep}\n`, []);
  check('ExternalName', `${head}  type: ExternalName\n  externalName: a.b\n  selector: {app: wep}\n`, []);
  check(
    'the base of an overlay, which is meant for another namespace',
    'apiVersion: v1\nkind: Service\nmetadata: {name: other}\nspec: {selector: {app: something-else}}\n',
    [],
  );
});

describe('a named targetPort', () => {
  const text = (targetPort: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {app: web}\n  ports:\n  - port: 80\n    targetPort: ${targetPort}\n`;
  check('that no pod declares', text('htp'), [
    { at: 'htp', code: 'service-named-port-missing', fixed: '    targetPort: http' },
  ]);
  check('that is declared', text('http'), []);
  check('a number that nobody declares says nothing', text('9999'), []);
});

describe('a backend', () => {
  const code = 'ingress-backend-missing';
  const ingress = (backend: string, namespace = ', namespace: shop'): string =>
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i${namespace}}\nspec:\n  defaultBackend:\n    service:\n${backend}`;
  check('that is there', ingress('      name: web\n      port: {number: 80}\n'), []);
  check('of another name', ingress('      name: "wep"\n      port: {number: 80}\n'), [
    { at: '"wep"', code, fixed: '      name: "web"' },
  ]);
  check('of a name like none', ingress('      name: something\n      port: {number: 80}\n'), [
    { at: 'something', code },
  ]);
  check('of another port', ingress('      name: web\n      port:\n        number: 8080\n'), [
    { at: '8080', code, fixed: '        number: 80' },
  ]);
  check('of another port name', ingress('      name: web\n      port:\n        name: amin\n'), [
    { at: 'amin', code, fixed: '        name: admin' },
  ]);
  check('by name where the port has none', ingress('      name: cart\n      port:\n        name: http\n'), [
    { at: 'http', code, fixed: '        number: 80' },
  ]);
  check(
    'that stands in the annotations',
    ingress('      name: redirect\n      port: {name: use-annotation}\n'),
    [],
  );
  check('that is at hand', ingress('      name: new\n      port: {number: 80}\n'), [], {
    authored: objectsOf(
      'apiVersion: v1\nkind: Service\nmetadata: {name: new}\nspec: {ports: [{port: 80}]}\n',
    ),
  });
  check('whose port is new at hand', ingress('      name: web\n      port: {number: 81}\n'), [], {
    authored: objectsOf(
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 81}]}\n',
    ),
  });
  check('in the base of an overlay', ingress('      name: something\n      port: {number: 80}\n', ''), []);
  check('where Services may not be read', ingress('      name: wep\n      port: {number: 80}\n'), [], {
    snapshot: { ...snapshot, coverage: { ...snapshot.coverage, services: { state: 'forbidden' } } },
  });
  check(
    'that is no Service',
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\nspec: {defaultBackend: {resource: {kind: Bucket, name: x}}}\n',
    [],
  );
});

describe('a policy', () => {
  const policy = (labels: string): string =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec:\n  podSelector:\n    matchLabels: {app: ${labels}}\n`;
  check('that nearly selects pods', policy('wep'), [
    {
      at: 'podSelector:\n    matchLabels: {app: wep}',
      code: 'policy-selects-nothing',
      fixed: '    matchLabels: {app: web}',
    },
  ]);
  check('that waits for pods', policy('something-else'), []);
});
