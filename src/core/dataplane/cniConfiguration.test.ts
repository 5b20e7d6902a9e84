import { describe, expect, it } from 'vitest';
import { readCniFolder } from './cniConfiguration.ts';

const bridge = '{"type":"bridge","bridge":"cni0"}';
const list = (name: string): string => `{"cniVersion":"1.0.0","name":"${name}","plugins":[${bridge}]}`;
const single = '{"cniVersion":"1.0.0","name":"plain","type":"bridge"}';

function check(
  files: Readonly<Record<string, string>>,
  used: string | undefined,
  errors: readonly string[],
): void {
  const folder = readCniFolder(new Map(Object.entries(files)));
  expect([folder.configurations[0]?.file, folder.errors]).toEqual([used, errors]);
}

describe('a folder of CNI configurations, as libcni reads it', () => {
  it('cannot use a list in a .conf', () => {
    check({ '10-net.conf': list('net'), '99-lo.conf': '{"name":"lo","type":"loopback"}' }, '99-lo.conf', [
      '10-net.conf: a list of plugins belongs into a .conflist',
    ]);
  });

  it('cannot use a single plugin in a .conflist', () => {
    check({ '10-a.conflist': single, '20-b.conflist': list('b') }, '20-b.conflist', [
      '10-a.conflist: a .conflist needs a list "plugins"',
    ]);
  });

  it('takes the first by name, as bytes compare', () => {
    check(
      { '87-b.conflist': list('b'), '20-a.conflist': list('a'), '100-c.conflist': list('c') },
      '100-c.conflist',
      [],
    );
  });

  it.each([
    ['a list without a name', '{"plugins":[{"type":"bridge"}]}', 'a list needs a name'],
    ['an empty list', '{"name":"a","plugins":[]}', 'no plugin'],
    ['a plugin without a type', '{"name":"a","plugins":[{"bridge":"cni0"}]}', 'a plugin without a type'],
    ['no object', '[]', 'no configuration'],
  ])('cannot use %s', (_title, text, error) => {
    check({ 'a.conflist': text }, undefined, [`a.conflist: ${error}`]);
  });

  it('reads a .json as a single plugin, and leaves other endings alone', () => {
    check({ 'a.json': single, '0.bak': list('x') }, 'a.json', []);
  });
});
