import { describe, expect, test } from 'vitest';
import { type KubeconfigSources, pathsInside, resolveKubeconfigPaths } from './kubeconfigPaths.ts';

const nothing: KubeconfigSources = {
  chosen: [],
  setting: [],
  environment: undefined,
  home: '/home/anna',
  delimiter: ':',
};

describe('which kubeconfig files are read', () => {
  const check = (
    title: string,
    sources: Partial<KubeconfigSources>,
    paths: string[],
    explicit: boolean,
  ): void => {
    test(title, () => {
      expect(resolveKubeconfigPaths({ ...nothing, ...sources })).toEqual({ paths, explicit });
    });
  };
  check('the default of kubectl', {}, ['/home/anna/.kube/config'], false);
  check('KUBECONFIG, a list with holes', { environment: '/a::/b:' }, ['/a', '/b'], false);
  check('an empty KUBECONFIG is none', { environment: '' }, ['/home/anna/.kube/config'], false);
  check('the setting goes before KUBECONFIG', { setting: ['/c'], environment: '/a' }, ['/c'], true);
  check('what the user chose goes before the setting', { chosen: ['/d'], setting: ['/c'] }, ['/d'], true);
  check(
    'a tilde is the home folder',
    { setting: ['~/.kube/other', '~'] },
    ['/home/anna/.kube/other', '/home/anna'],
    true,
  );
  check('a tilde in a name is a tilde', { setting: ['~other/config'] }, ['~other/config'], true);
  check('blank entries of the setting are none', { setting: [' ', ''] }, ['/home/anna/.kube/config'], false);
});

describe('files inside the workspace', () => {
  const check = (path: string, folders: string[], inside: boolean): void => {
    test(`${path} in ${folders.join(', ')}: ${inside ? 'yes' : 'no'}`, () => {
      expect(pathsInside([path], folders)).toEqual(inside ? [path] : []);
    });
  };
  check('/work/repo/config', ['/work/repo'], true);
  check('/work/repo/sub/../config', ['/work/repo'], true);
  check('/work/repo/../other/config', ['/work/repo'], false);
  check('/work/repository/config', ['/work/repo'], false);
  check('/home/anna/.kube/config', ['/work/repo', '/home/anna'], true);
  check('/home/anna/.kube/config', [], false);
});
