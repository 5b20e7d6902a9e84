import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatFieldPath } from '../text/fieldPath.ts';
import { readKubernetesYaml } from '../text/readKubernetesYaml.ts';
import { refusalsOf } from './apiRefusals.ts';
import { projectNetworkPolicy } from './projectNetworkPolicy.ts';
import { type RawObject } from './readField.ts';
import { unknownFieldsOf } from './unknownFields.ts';

/** What `kubectl apply --dry-run=server` of Kubernetes 1.34 answered with `--validate=strict` and `--validate=ignore`; null: ok. */
interface Answer {
  readonly text: string;
  readonly strict: string | null;
  readonly ignore: string | null;
}

const answers = (
  JSON.parse(
    readFileSync(new URL('../../../test/manifests/apiServerAnswers.json', import.meta.url), 'utf8'),
  ) as readonly Answer[]
).map((answer) => ({ ...answer, raw: readKubernetesYaml(answer.text).value as RawObject }));

function groupOf({ apiVersion }: RawObject): string {
  const text = String(apiVersion);
  return text.includes('/') ? (text.split('/')[0] ?? '') : '';
}

/** The places that a message of the server names. */
function placesIn(message: string): readonly string[] {
  return [
    ...message.matchAll(/(?:^|\s)((?:spec|metadata)[\w.[\]]*): (?:Invalid|Required|Forbidden|Unsupported)/g),
  ].map(([, place = '']) => place);
}

const policies = answers.filter(
  ({ raw }) => raw['kind'] === 'NetworkPolicy' && raw['apiVersion'] === 'networking.k8s.io/v1',
);

describe('what the API server says', () => {
  it.each(answers.map((answer) => [answer.text, answer] as const))(
    'unknown fields of %s',
    (_text, answer) => {
      const { raw, strict } = answer;
      const expected = [...(strict ?? '').matchAll(/unknown field "([^"]+)"/g)]
        .map(([, place]) => place)
        .sort();
      const found = unknownFieldsOf(String(raw['kind']), groupOf(raw), raw).map(({ path }) =>
        formatFieldPath(path),
      );
      // A message of another fault does not speak of unknown fields.
      if (strict === null || expected.length > 0) expect(found.sort()).toEqual(expected);
    },
  );

  it.each(policies.map((answer) => [answer.text, answer] as const))('%s', (_text, { raw, ignore }) => {
    const refusals = refusalsOf('NetworkPolicy', 'networking.k8s.io', raw);
    const projected = projectNetworkPolicy(raw);
    const isRefused = refusals.length > 0 || projected.value === undefined;
    expect(isRefused, `${refusals.map(({ problem }) => problem).join()} ${projected.errors.join()}`).toBe(
      ignore !== null,
    );
    const places = placesIn(ignore ?? '');
    const named = [...refusals.map(({ path }) => formatFieldPath(path)), ...projected.errors].join('\n');
    for (const place of places) expect(named).toContain(place);
  });
});
