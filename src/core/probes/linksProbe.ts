import { parseIpAddresses, parseIpAddressesJson, parseSysLinks, type Link } from '../dataplane/links.ts';
import { defineProbe } from './defineProbe.ts';
import { targetVantage, type ProbeTarget } from './nodeTarget.ts';
import { readOutput } from './probeOutput.ts';
import { limitTime, probeScript, reportPart } from './probeScript.ts';

/** Prints ip's JSON with details, else its plain text, else what /sys/class/net tells, with nothing but a shell. */
const script = probeScript(
  [limitTime, reportPart],
  `set +f
ip_says() { limit 10 ip "$@" 2>/dev/null; }
value() { value=-; [ -r "$1" ] && { IFS= read -r value <"$1" || :; } 2>/dev/null; [ -n "$value" ] || value=-; }
from_sys() {
  for link in /sys/class/net/*; do
    [ -e "$link/ifindex" ] || continue
    line="link \${link##*/}"
    for part in ifindex mtu operstate flags address; do value "$link/$part"; line="$line $value"; done
    printf '%s\\n' "$line"
  done
}
{ has ip && { report json ip_says -d -j addr || report text ip_says addr; }; } || report sys from_sys`,
);

/** Reads what the script prints: the first part whose command did not fail. */
export function parseLinksOutput(text: string): { value?: readonly Link[]; errors: readonly string[] } {
  const { sections, errors: cut } = { errors: [], ...readOutput(text) };
  if (sections === undefined) return { errors: cut };
  const errors: string[] = [];
  for (const { title, text: body, status } of sections) {
    // Some ip of busybox takes -j for an address and ends well.
    if (status !== 0 || body.trim() === '') continue;
    const parsed =
      title === 'json'
        ? parseIpAddressesJson(body)
        : title === 'text'
          ? parseIpAddresses(body)
          : parseSysLinks(body);
    errors.push(...parsed.errors);
    if (parsed.value.length > 0 && parsed.errors.length === 0) return { value: parsed.value, errors };
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
