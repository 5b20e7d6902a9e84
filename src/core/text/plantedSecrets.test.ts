import { describe, expect, it } from 'vitest';
import { redactOutput, redactSecrets } from './redactSecrets.ts';
import { plantedSecrets } from './testing/plantedSecrets.ts';

/** Where a credential stands in a text. */
const places: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `Readiness probe failed: ${secret}`,
  (secret) => `line one\n${secret}\nline three`,
  (secret) => `failed: "${secret.replaceAll('"', '\\"').replaceAll('\n', '\\n')}" (exit status 1)`,
];

const planted = plantedSecrets(5);

describe('none of 200 credentials of forty forms is left', () => {
  it('there are so many', () => {
    expect(new Set(planted.map(({ form }) => form)).size).toBe(40);
    expect(planted.length).toBe(200);
  });

  it.each(planted.map(({ form, text, secrets }, index) => [`${form} ${index % 5}`, text, secrets] as const))(
    '%s',
    (_form, text, secrets) => {
      for (const place of places) {
        for (const redact of [redactSecrets, redactOutput]) {
          // kubeadm's short tokens look like names of generated objects, of which output is full.
          const redacted = redact(place(text));
          for (const secret of secrets) expect(redacted, place(text)).not.toContain(secret);
          expect(redact(redacted)).toBe(redacted);
        }
      }
    },
  );
});
