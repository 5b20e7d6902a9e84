/** What resolv.conf(5) tells a resolver. */
export interface ResolvConf {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  /** Names with at least this many dots are asked as they are first; 1 unless the file says otherwise. */
  readonly ndots: number;
  readonly options: readonly string[];
}

/** The default of resolv.conf(5), and the bound to which glibc silently clips. */
const defaultNdots = 1;
const maximalNdots = 15;

/** Reads resolv.conf as glibc does: the last `search` or `domain` line wins. Lines it does not know become errors. */
export function parseResolvConf(text: string): { value: ResolvConf; errors: readonly string[] } {
  const nameservers: string[] = [];
  let search: readonly string[] = [];
  const options: string[] = [];
  const errors: string[] = [];
  for (const line of text.split('\n')) {
    const [keyword, ...words] = line.trim().split(/\s+/);
    if (keyword === undefined || keyword === '' || /^[#;]/.test(keyword)) continue;
    if (keyword === 'nameserver' && words[0] !== undefined) nameservers.push(words[0]);
    else if (keyword === 'search' || keyword === 'domain') search = words.map(withoutTrailingDot);
    else if (keyword === 'options') options.push(...words);
    else if (keyword !== 'sortlist') errors.push(`unknown line in resolv.conf: ${line.trim().slice(0, 120)}`);
  }
  return { value: { nameservers, search, ndots: ndotsOf(options), options }, errors };
}

/** The ndots value that a list of resolver options sets. */
export function ndotsOf(options: readonly string[]): number {
  const text = options.findLast((option) => /^ndots:\d+$/.test(option))?.slice('ndots:'.length);
  return text === undefined ? defaultNdots : Math.min(Number(text), maximalNdots);
}

/** A domain without the dot that makes it absolute; the root stays empty. */
export function withoutTrailingDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
