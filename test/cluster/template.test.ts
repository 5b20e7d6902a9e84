import { expect, test } from 'vitest';
import { fillTemplate } from './template.ts';

test('replaces every occurrence of a name', () => {
  expect(fillTemplate('file', 'a: ${x}\nb: ${x}${y}', { x: '1', y: '2' })).toBe('a: 1\nb: 12');
});

test('leaves what others expand, such as Kubernetes and CoreDNS', () => {
  expect(fillTemplate('file', '$(NODE_NAME) {{ .Zone }} $x', {})).toBe('$(NODE_NAME) {{ .Zone }} $x');
});

test('refuses a name without a value', () => {
  expect(() => fillTemplate('kubeProxy.yaml', '${mode}', {})).toThrow(
    'kubeProxy.yaml needs a value for mode',
  );
});
