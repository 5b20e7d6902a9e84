/**
 * What is judged. `words`: sentences of people and programs (messages, paths, annotations). `output`: what tools print, with
 * addresses in hexadecimal and generated names that a diagnosis needs.
 */
export type TextSort = 'words' | 'output';

/** Beginnings by which issuers mark their credentials, so that they are found when they leak. */
const prefixes = [
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'glpat-', 'gldt-', 'glrt-'],
  ...['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xapp-'],
  ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'],
  ...['AIza', 'ya29.', 'GOCSPX-', 'npm_', 'pypi-', 'SG.', 'hvs.', 'hvb.', 'hvr.', 'dop_v1_', 'doo_v1_'],
  ...[
    'shpat_',
    'shpss_',
    'dckr_pat_',
    'dckr_oat_',
    'AGE-SECRET-KEY-',
    'hf_',
    'lin_api_',
    'PMAK-',
    'NRAK-',
    'ATATT3',
  ],
  ...['sk-proj-', 'sk-ant-', 'AKIA', 'ASIA', 'eyJ'],
];
/** Characters behind a prefix from which on it is a credential and not a word. */
const leastAfterPrefix = 12;

const leastMixed = 20;
const leastHexadecimal = 32;
const leastOneCase = 26;
/** A random text changes between small letters, capitals and digits at six of ten places, a name in camel case at two. */
const leastChanges = 0.3;
const leastChangesOneCase = 0.25;
const leastChangesOfLetters = 0.4;

interface Counts {
  readonly length: number;
  readonly digits: number;
  readonly lower: number;
  readonly upper: number;
  readonly changes: number;
  readonly hexadecimal: boolean;
}

function count(text: string): Counts {
  let [length, digits, lower, upper, changes, before] = [0, 0, 0, 0, 0, 0];
  let hexadecimal = true;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const digit = code >= 48 && code <= 57;
    const small = code >= 97 && code <= 122;
    const capital = code >= 65 && code <= 90;
    if (!digit && !small && !capital) continue;
    const sort = digit ? 1 : small ? 2 : 3;
    length += 1;
    if (digit) digits += 1;
    else if (small) lower += 1;
    else upper += 1;
    if ((small && code > 102) || (capital && code > 70)) hexadecimal = false;
    if (before !== 0 && before !== sort) changes += 1;
    before = sort;
  }
  return { length, digits, lower, upper, changes, hexadecimal };
}

function isMixed({ length, digits, lower, upper, changes }: Counts): boolean {
  if (length < leastMixed || lower < 2 || upper < 2) return false;
  return changes / length >= (digits === 0 ? leastChangesOfLetters : leastChanges);
}

/** Of one case: hexadecimal keys, base32. A digest or a container's id has 64 hexadecimal digits, a secret may have as many. */
function isOneCase(text: string): boolean {
  return text.split(/[^A-Za-z0-9]+/).some((part) => {
    const counts = count(part);
    const { length, digits, changes, hexadecimal } = counts;
    if (hexadecimal && length >= leastHexadecimal && digits > 1) return true;
    return length >= leastOneCase && digits > 3 && changes / length >= leastChangesOneCase;
  });
}

function hasPrefix(text: string): boolean {
  return prefixes.some((prefix) => {
    if (!text.startsWith(prefix)) return false;
    const { length, digits, upper } = count(text.slice(prefix.length));
    return length >= leastAfterPrefix && digits + upper > 0;
  });
}

/** kubeadm's bootstrap tokens: `abcdef.0123456789abcdef`. */
const bootstrapToken = /^[a-z0-9]{6}\.(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{16}$/;

/** Whether a text without blanks looks as if a machine had drawn it by lot, or as what issuers give out. Linear. */
export function isOpaque(text: string, sort: TextSort): boolean {
  if (hasPrefix(text) || isMixed(count(text))) return true;
  return sort === 'words' && (isOneCase(text) || (text.length === 23 && bootstrapToken.test(text)));
}

const removed = '[removed]';
const digest = /(?:^|@)sha(?:256|512)$/;

function removeInRun(run: string, sort: TextSort): string {
  // A base64 text may have slashes in it: first as a whole, then what stands between them.
  if (!run.startsWith('/') && isOpaque(run, sort)) return removed;
  return run
    .split(/([/=$%]+)/)
    .map((part, index) =>
      index % 2 === 0 && part.length >= leastAfterPrefix && isOpaque(part, sort) ? removed : part,
    )
    .join('')
    .replace(/\[removed\]=+/g, removed);
}

const runs = /[A-Za-z0-9_+/=.~$%-]{12,}/g;

/** Removes what {@link isOpaque} from a text. Linear. */
export function removeOpaque(text: string, sort: TextSort): string {
  return text.replace(runs, (run: string, offset: number) => {
    // An image's digest is public, and says which image it was.
    if (text[offset - 1] === ':' && digest.test(text.slice(Math.max(0, offset - 9), offset - 1))) return run;
    return removeInRun(run, sort);
  });
}
