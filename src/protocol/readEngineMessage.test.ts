import { describe, expect, it } from 'vitest';
import { diagnoseManifest } from '../core/manifest/diagnoseManifest.ts';
import { parseManifest } from '../core/manifest/parseManifest.ts';
import { pod, service, snapshotOf } from '../core/testing/snapshotBuilder.ts';
import { isEngineEvent } from './readEngineMessage.ts';

const snapshot = snapshotOf({
  pods: [pod('shop', 'web-0', { app: 'web' })],
  services: [service('shop', 'web', { app: 'web' })],
});

describe('what an engine says of a manifest', () => {
  it.each([
    [
      'a selector that matches nothing, with its fix',
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  selector:\n    app: wep\n  ports:\n    - port: 80\n',
    ],
    [
      'a field that the API does not know, with its fix',
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  podSelector:\n    matchLabel:\n      app: web\n  policyTypes: [Ingress]\n',
    ],
    [
      'a value that the API refuses',
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  podSelector: {}\n  ingress:\n    - ports:\n        - port: "80"\n',
    ],
  ])('is understood by the host: %s', (_title, text) => {
    const manifest = parseManifest(text);
    const diagnostics = diagnoseManifest(manifest, {
      snapshot,
      defaultNamespace: 'default',
      authored: manifest.objects.map(({ object }) => object),
      workloads: () => [],
    });
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(isEngineEvent('manifestDiagnostics', ['file:///a.yaml', 1, structuredClone(diagnostics)])).toBe(
      true,
    );
  });
});
