import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The text of a file in manifests/ with each `{{name}}` replaced.
 * @throws Error for a name without a value, so that no hole reaches a cluster
 */
export function renderTemplate(file: string, values: Readonly<Record<string, string>>): string {
  const text = readFileSync(join(import.meta.dirname, 'manifests', file), 'utf8');
  // Names stand without spaces: `{{ .Zone }}` is CoreDNS' own.
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${file} needs a value for ${name}`);
    return value;
  });
}
