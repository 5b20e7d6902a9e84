import { parseIpAddresses, parseIpAddressesJson, parseSysLinks, type Link } from '../dataplane/links.ts';
import { defineProbe } from './defineProbe.ts';
import { targetVantage, type ProbeTarget } from './nodeTarget.ts';
import { splitSections } from './probeSections.ts';

/** Prints ip's JSON with details, else its plain text, else what /sys/class/net tells, with nothing but a shell. */
const script = `has() { command -v "$1" >/dev/null 2>&1; }
limit=; has timeout && timeout 1 true 2>/dev/null && limit="timeout 10"
value() { value=-; [ -r "$1" ] && { IFS= read -r value <"$1" || :; } 2>/dev/null; [ -n "$value" ] || value=-; }
if has ip; then
  echo "@ json"; $limit ip -d -j addr 2>/dev/null || { echo "@ text"; $limit ip addr; }
else
  echo "@ sys"
  for link in /sys/class/net/*; do
    [ -e "$link/ifindex" ] || continue
    line="link \${link##*/}"
    for part in ifindex mtu operstate flags address; do value "$link/$part"; line="$line $value"; done
    printf '%s\\n' "$line"
  done
fi
:`;

/** Reads what the script prints. */
export function parseLinksOutput(text: string): { value?: readonly Link[]; errors: readonly string[] } {
  const errors: string[] = [];
  for (const { title, text: body } of splitSections(text)) {
    // busybox ip knows no -j: its section is empty, and the plain text follows.
    if (body.trim() === '') continue;
    const parsed =
      title === 'json'
        ? parseIpAddressesJson(body)
        : title === 'text'
          ? parseIpAddresses(body)
          : parseSysLinks(body);
    errors.push(...parsed.errors);
    if (parsed.value.length > 0) return { value: parsed.value, errors };
  }
  return { errors: ['the links are missing', ...errors] };
}

/** The interfaces and addresses of a pod's or a node's network namespace. */
export const linksProbe = defineProbe<ProbeTarget, readonly Link[]>({
  id: 'links',
  title: 'Interfaces',
  privilege: 'exec',
  timeoutMilliseconds: 15_000,
  identity: () => '',
  vantage: targetVantage,
  action: () => ({ kind: 'exec', argv: ['sh', '-c', script] }),
  parse: (observation) => parseLinksOutput(observation.stdout),
});
