import { describe, expect, test } from 'vitest';
import {
  isEdited,
  maximumTextLength,
  mayBeManifest,
  mentionsObjects,
  mentionsServices,
} from './manifestText.ts';

describe('which texts are looked at', () => {
  const check = (
    languageId: string,
    scheme: string,
    expected: { manifest: boolean; edited: boolean },
  ): void => {
    test(`${languageId} from ${scheme}`, () => {
      const kind = { languageId, scheme };
      expect({ manifest: mayBeManifest(kind), edited: isEdited(kind) }).toEqual(expected);
    });
  };
  check('yaml', 'file', { manifest: true, edited: true });
  check('yaml', 'untitled', { manifest: true, edited: true });
  check('yaml', 'git', { manifest: true, edited: false });
  check('helm', 'file', { manifest: false, edited: true });
  check('plaintext', 'k8smsx', { manifest: true, edited: true });
  check('helm', 'k8smsx', { manifest: false, edited: true });
  check('json', 'file', { manifest: true, edited: true });
  check('dockercompose', 'file', { manifest: false, edited: true });
});

describe('what a text mentions', () => {
  const check = (text: string, expected: 'nothing' | 'objects' | 'services'): void => {
    test(JSON.stringify(text.slice(0, 60)), () => {
      const found = mentionsServices(text) ? 'services' : mentionsObjects(text) ? 'objects' : 'nothing';
      expect(found).toBe(expected);
    });
  };
  check('services:\n  web:\n    image: x\n', 'nothing');
  check('apiVersion: v1\nkind: ConfigMap\n', 'objects');
  check('apiVersion: v1\nkind: Service\n', 'services');
  check('apiVersion: v1\r\nkind: "Service" # x\r\n', 'services');
  check('apiVersion: v1\nitems:\n  - kind: Service\n', 'services');
  check('{"apiVersion":"v1","kind":"Service"}', 'services');
  check('apiVersion: v1\nkind: ServiceAccount\n', 'objects');
  check(`apiVersion: v1\nkind: Service\n${' '.repeat(maximumTextLength)}`, 'nothing');
});
