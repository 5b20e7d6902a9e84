import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a file in manifests/ with each `${name}` replaced; see fillTemplate. */
export function renderTemplate(file: string, values: Readonly<Record<string, string>>): string {
  return fillTemplate(file, readFileSync(join(import.meta.dirname, 'manifests', file), 'utf8'), values);
}

/**
 * The text with each `${name}` replaced.
 * @throws Error naming the source for a name without a value, so that no hole reaches a cluster
 */
export function fillTemplate(source: string, text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${source} needs a value for ${name}`);
    return value;
  });
}
