import { describe, expect, test } from 'vitest';
import { pathsOfKubeconfig, referenceOfNode, referenceOfObject } from './referenceOfNode.ts';

const node = {
  nodeType: 'resource',
  name: 'web',
  namespace: 'shop',
  metadata: { namespace: 'shop' },
  resourceKind: { manifestKind: 'Service', abbreviation: 'services' },
};
const web = { kind: 'service', namespace: 'shop', name: 'web' };

describe("an item of Kubernetes Tools' tree", () => {
  const check = (title: string, changes: object, expected: unknown): void => {
    test(title, () => {
      expect(referenceOfNode({ ...node, ...changes })).toEqual(expected);
    });
  };
  check('a Service', {}, web);
  check('its namespace only in the metadata', { namespace: '' }, web);
  check('no namespace at all', { namespace: null, metadata: undefined }, { ...web, namespace: undefined });
  check('a kind that begins alike', { resourceKind: { manifestKind: 'ServiceAccount' } }, undefined);
  check('a folder', { nodeType: 'folder.resource' }, undefined);
  check('a name that would be read as a path', { name: 'a/b' }, undefined);
  test('nothing', () => {
    expect(referenceOfNode(undefined)).toBeUndefined();
  });
});

test("an item of OpenShift Toolkit's tree", () => {
  expect(referenceOfObject({ kind: 'Service', metadata: { name: 'web', namespace: 'shop' } })).toEqual(web);
  expect(referenceOfObject({ kind: 'Route', metadata: { name: 'web', namespace: 'shop' } })).toBeUndefined();
});

describe('the kubeconfig of Kubernetes Tools', () => {
  const check = (title: string, answer: unknown, expected: unknown): void => {
    test(title, () => {
      expect(pathsOfKubeconfig(answer, ':')).toEqual(expected);
    });
  };
  check('one file', { pathType: 'host', hostPath: '/a' }, ['/a']);
  check('a list', { pathType: 'host', hostPath: '/a:/b' }, ['/a', '/b']);
  check('inside WSL', { pathType: 'wsl', wslPath: '/a' }, undefined);
  check('an older version', undefined, undefined);
});
