import type { FieldPath } from '../text/fieldPath.ts';

const step = /\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

function parseFieldPath(text: string): FieldPath | undefined {
  const path: (string | number)[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < text.length) {
    const [matched, field, index, quoted] = step.exec(text) ?? [];
    if (matched === undefined) return undefined;
    if (field !== undefined) path.push(field);
    else if (index !== undefined) path.push(Number(index));
    else path.push(JSON.parse(quoted ?? '""') as string);
  }
  return path;
}

/**
 * The field and the problem of an error of a projection: `shop/service/web: spec.ports[0].port: expected …`; `undefined` for one
 * that names no field.
 */
export function parseFieldError(
  error: string,
): { readonly path: FieldPath; readonly problem: string } | undefined {
  const [, place = '', problem = ''] = /^[^:]*: ((?:[^:"]|"(?:[^"\\]|\\.)*")+): (.*)$/s.exec(error) ?? [];
  const path = parseFieldPath(place);
  return path === undefined || path.length === 0 ? undefined : { path, problem };
}
