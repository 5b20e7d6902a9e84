import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kubernetesYamlTags } from './kubernetesYaml.ts';

function check(text: string, value: unknown): void {
  expect(parse(text, { schema: 'failsafe', customTags: kubernetesYamlTags })).toEqual(value);
}

// What sigs.k8s.io/yaml v1.6.0 made of each.
describe('plain scalars as Kubernetes reads them', () => {
  it.each<[string, unknown]>([
    ['~', null],
    ['', null],
    ['null', null],
    ['nULL', 'nULL'],
    ['y', true],
    ['Yes', true],
    ['yEs', 'yEs'],
    ['on', true],
    ['oN', 'oN'],
    ['n', false],
    ['NO', false],
    ['off', false],
    ['tRUE', 'tRUE'],
    ['nothing', 'nothing'],
    ['12', 12],
    ['-12', -12],
    ['+12', 12],
    ['017', 15],
    ['0o17', 15],
    ['08', 8],
    ['0x1F', 31],
    ['0b101', 5],
    ['1_000', 1000],
    ['1e3', 1000],
    ['1.', 1],
    ['.5', 0.5],
    ['.', '.'],
    ['-', [null]],
    ['-.inf', -Infinity],
    ['1:30', '1:30'],
    ['2020-01-01', '2020-01-01'],
    ['10.0.0.1', '10.0.0.1'],
    ['"12"', '12'],
    ['!!str 12', '12'],
    ['{ a: yes, b: [no, 1] }', { a: true, b: [false, 1] }],
  ])('%s', check);
});
