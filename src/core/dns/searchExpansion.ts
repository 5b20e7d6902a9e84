import { withoutTrailingDot, type ResolvConf } from './resolvConf.ts';

/**
 * The absolute names that a resolver asks for a name, in its order (resolv.conf(5), glibc's res_search): with at least
 * `ndots` dots the name itself first, otherwise the search list first; a trailing dot asks the name alone.
 * musl stops at the first answer "no such name" of a dotted name, which the caller has to know.
 */
export function expandName(name: string, resolver: Pick<ResolvConf, 'search' | 'ndots'>): readonly string[] {
  const absolute = withoutTrailingDot(name).toLowerCase();
  if (name.endsWith('.')) return [absolute];
  const dots = absolute.split('.').length - 1;
  const searched = resolver.search
    .filter((domain) => domain !== '')
    .map((domain) => `${absolute}.${withoutTrailingDot(domain).toLowerCase()}`);
  return dots >= resolver.ndots ? [absolute, ...searched] : [...searched, absolute];
}

/** Whether a search domain is one for Services: `svc.ZONE` or `NAMESPACE.svc.ZONE`. */
export function isServiceDomain(domain: string): boolean {
  return domain.startsWith('svc.') || domain.includes('.svc.');
}
