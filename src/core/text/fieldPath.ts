/** The way to a field of an object: names of fields, and numbers of members of lists. */
export type FieldPath = readonly (string | number)[];

/** A path as the API server writes it: `spec.ingress[0].from[1]`, `metadata.labels["example.com/a"]`. */
export function formatFieldPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${String(step)}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
