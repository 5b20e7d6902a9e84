/** Why a text is no value of a label (apimachinery, validation.IsValidLabelValue); `undefined` when it is one. */
export function labelValueProblem(value: string): string | undefined {
  if (value.length > 63) return 'a label value has 63 characters at most';
  return /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/.test(value)
    ? undefined
    : 'a label value consists of letters, digits, -, _ and ., and begins and ends with a letter or digit';
}

const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Why a text is no key of a label (validation.IsQualifiedName): `name`, or `example.com/name`. */
export function labelKeyProblem(key: string): string | undefined {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  const isName = name.length <= 63 && /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(name);
  const [prefix = ''] = parts;
  const isPrefix =
    parts.length === 1 || (parts.length === 2 && prefix.length <= 253 && subdomain.test(prefix));
  return isName && isPrefix
    ? undefined
    : 'a label key is a name of letters, digits, -, _ and ., with a domain and / before it or not';
}

/** Why a text is no name of a port (validation.IsValidPortName, RFC 6335 §5.1). */
export function portNameProblem(name: string): string | undefined {
  if (/^[0-9]+$/.test(name)) return `a quoted number is a name, and a name needs a letter; write ${name}`;
  if (name.length > 15) return 'the name of a port has 15 characters at most';
  const isName = /^[a-z0-9-]+$/.test(name) && /[a-z]/.test(name) && !/--|^-|-$/.test(name);
  return isName
    ? undefined
    : 'the name of a port consists of small letters, digits and single hyphens between them, one letter at least';
}

/** Why a text is no name of an object (validation.IsDNS1123Subdomain). */
export function objectNameProblem(name: string): string | undefined {
  return name.length <= 253 && subdomain.test(name)
    ? undefined
    : 'a name consists of small letters, digits, - and ., and begins and ends with a letter or digit';
}
