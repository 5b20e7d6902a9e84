import type { AddressFamily } from '../address/addressFamily.ts';

/** Which kernel interface a table lives in: `legacy` (ip_tables) or `nft` (nf_tables). Rules may sit in both at once. */
export type IptablesBackend = 'legacy' | 'nft';

/** One condition of a rule: `! -s 10.0.0.0/8`, `--dport 80`, `--ctstate NEW`. */
export interface IptablesMatch {
  readonly option: string;
  readonly negated: boolean;
  readonly values: readonly string[];
}

/** One `-A` line. */
export interface IptablesRule {
  readonly chain: string;
  readonly matches: readonly IptablesMatch[];
  /** After -j or -g; absent for a rule that only counts. */
  readonly target?: string;
  /** -g: the packet does not come back. */
  readonly isGoto: boolean;
  /** What follows the target: `--to-destination`, `10.244.0.2:53`, … */
  readonly targetOptions: readonly string[];
  readonly comment?: string;
  /** With `iptables-save -c`. */
  readonly counters?: { readonly packets: number; readonly bytes: number };
  /** As it was printed. */
  readonly line: string;
}

export interface IptablesChain {
  readonly name: string;
  /** Of built-in chains: ACCEPT or DROP; chains of users have none. */
  readonly policy?: string;
  readonly packets: number;
  readonly bytes: number;
  readonly rules: readonly IptablesRule[];
}

/** One table of one backend and family. */
export interface IptablesTable {
  /** `nat`, `filter`, `mangle`, `raw`, `security`. */
  readonly name: string;
  readonly family: AddressFamily;
  readonly backend: IptablesBackend;
  readonly chains: ReadonlyMap<string, IptablesChain>;
  /** Whether its COMMIT was seen; a dump that was cut off is not complete. */
  readonly complete: boolean;
}

/** What `iptables-save` printed, and what was not understood of it. */
export interface IptablesDump {
  readonly value: readonly IptablesTable[];
  readonly errors: readonly string[];
  /** The backends that headers name. */
  readonly backends: ReadonlySet<IptablesBackend>;
  /** An nft tool warns that tables of the legacy backend are there, too, which it does not show. */
  readonly legacyPresent: boolean;
}

interface ChainDraft {
  readonly name: string;
  policy?: string;
  packets: number;
  bytes: number;
  readonly rules: IptablesRule[];
}

interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

/** Splits a line as iptables-save quotes it: words between spaces, `"…"` with backslash escapes (xtables_save_string). */
function splitWords(line: string): Word[] {
  const words: Word[] = [];
  let position = 0;
  while (position < line.length) {
    if (line.charCodeAt(position) === 32) {
      position += 1;
      continue;
    }
    if (line.charCodeAt(position) !== 34) {
      let end = line.indexOf(' ', position);
      if (end === -1) end = line.length;
      words.push({ text: line.slice(position, end), quoted: false });
      position = end + 1;
      continue;
    }
    let end = line.indexOf('"', position + 1);
    while (end !== -1 && line.charCodeAt(end - 1) === 92) end = line.indexOf('"', end + 1);
    if (end === -1) end = line.length;
    const text = line.slice(position + 1, end);
    words.push({ text: text.includes('\\') ? text.replace(/\\(.)/g, '$1') : text, quoted: true });
    position = end + 1;
  }
  return words;
}

function isOption({ text, quoted }: Word): boolean {
  return !quoted && text.length > 1 && text.charCodeAt(0) === 45 && !/^-\d/.test(text);
}

function readCounters(text: string): { packets: number; bytes: number } | undefined {
  const match = /^\[(\d+):(\d+)\]$/.exec(text);
  return match === null ? undefined : { packets: Number(match[1]), bytes: Number(match[2]) };
}

function readRule(line: string): IptablesRule | undefined {
  const words = splitWords(line);
  const counters = readCounters(words[0]?.text ?? '');
  let index = counters === undefined ? 0 : 1;
  const chain = words[index + 1]?.text;
  if (words[index]?.text !== '-A' || chain === undefined) return undefined;
  index += 2;
  const matches: IptablesMatch[] = [];
  let negated = false;
  let comment: string | undefined;
  let target: string | undefined;
  let isGoto = false;
  let targetOptions: readonly string[] = [];
  for (let word = words[index]; word !== undefined; word = words[index]) {
    index += 1;
    if (!word.quoted && word.text === '!') {
      negated = true;
      continue;
    }
    const option = word.text;
    if (option === '-j' || option === '-g') {
      target = words[index]?.text;
      isGoto = option === '-g';
      targetOptions = words.slice(index + 1).map(({ text }) => text);
      break;
    }
    const values: string[] = [];
    for (let next = words[index]; next !== undefined; next = words[index]) {
      if (isOption(next) || (!next.quoted && next.text === '!')) break;
      values.push(next.text);
      index += 1;
    }
    if (option === '--comment') comment = values[0];
    matches.push({ option, negated, values });
    negated = false;
  }
  return {
    chain,
    matches,
    isGoto,
    targetOptions,
    line,
    ...(target === undefined ? {} : { target }),
    ...(comment === undefined ? {} : { comment }),
    ...(counters === undefined ? {} : { counters }),
  };
}

/** Before this release there was no other backend than legacy; from it on either may call itself iptables-save. */
const firstWithNft = 1.8;

/**
 * What a header tells of the tables below it: `# Generated by iptables-nft-save v1.8.4 on …`, `# Generated by xtables-save
 * v1.8.2 on …` (both nft by their name), `# Generated by iptables-save v1.8.9 (nf_tables) on …`. From 1.8 on a plain
 * `iptables-save` without a bracket may be either, and nothing is said of the backend.
 */
function readHeader(line: string): { family: AddressFamily; backend?: IptablesBackend } | undefined {
  const match = /^# Generated by (xtables|ip6?tables)(-nft|-legacy)?\S* v?(\d+\.\d+)?\S*(?: \((\w+)\))?/.exec(
    line,
  );
  if (match === null) return undefined;
  const [, program, variant, release, named] = match;
  const family = program === 'ip6tables' ? 6 : 4;
  if (named === 'nf_tables' || variant === '-nft' || program === 'xtables') return { family, backend: 'nft' };
  const isLegacy =
    named === 'legacy' || variant === '-legacy' || (release !== undefined && Number(release) < firstWithNft);
  return isLegacy ? { family, backend: 'legacy' } : { family };
}

interface TableDraft extends Omit<IptablesTable, 'chains' | 'complete'> {
  readonly chains: Map<string, ChainDraft>;
  complete: boolean;
}

function chainOf(table: TableDraft, name: string): ChainDraft {
  const known = table.chains.get(name);
  if (known !== undefined) return known;
  const chain: ChainDraft = { name, packets: 0, bytes: 0, rules: [] };
  table.chains.set(name, chain);
  return chain;
}

/**
 * Reads what iptables-save or ip6tables-save printed, of either backend and of several runs one after the other. Lines
 * that it does not know become errors. `assumed` says what the tables are when no header does.
 */
export function parseIptablesSave(
  text: string,
  assumed: { readonly family: AddressFamily; readonly backend: IptablesBackend } = {
    family: 4,
    backend: 'nft',
  },
): IptablesDump {
  const tables: TableDraft[] = [];
  const errors: string[] = [];
  let { family, backend } = assumed;
  const backends = new Set<IptablesBackend>();
  let legacyPresent = false;
  let table: TableDraft | undefined;
  for (const line of text.split('\n')) {
    const first = line.charCodeAt(0);
    if (Number.isNaN(first) || line === '\r') continue;
    if (first === 35) {
      const header = readHeader(line);
      if (header !== undefined) {
        ({ family } = header);
        ({ backend = assumed.backend } = header);
        if (header.backend !== undefined) backends.add(header.backend);
      } else if (line.includes('legacy tables present')) legacyPresent = true;
      // `# Table `nat' is incompatible, use 'nft' tool.`: something is there that iptables cannot show.
      else if (line.includes('incompatible')) errors.push(line.slice(2, 160));
    } else if (first === 42) {
      table = { name: line.slice(1).trim(), family, backend, chains: new Map(), complete: false };
      tables.push(table);
    } else if (line.startsWith('COMMIT')) {
      if (table !== undefined) table.complete = true;
      table = undefined;
    } else if (table === undefined) {
      errors.push(`outside of a table: ${line.slice(0, 160)}`);
    } else if (first === 58) {
      const match = /^:(\S+) (\S+)(?: \[(\d+):(\d+)\])?/.exec(line);
      if (match?.[1] === undefined) {
        errors.push(`not a chain: ${line.slice(0, 160)}`);
        continue;
      }
      const chain = chainOf(table, match[1]);
      if (match[2] !== undefined && match[2] !== '-') chain.policy = match[2];
      chain.packets = Number(match[3] ?? 0);
      chain.bytes = Number(match[4] ?? 0);
    } else {
      const rule = readRule(line);
      if (rule === undefined) errors.push(`not a rule: ${line.slice(0, 160)}`);
      else chainOf(table, rule.chain).rules.push(rule);
    }
  }
  return { value: tables, errors, backends, legacyPresent };
}

/** The first condition of a rule by one of these options, e.g. `-d` or `--dport`. */
export function findMatch(rule: IptablesRule, ...options: readonly string[]): IptablesMatch | undefined {
  return rule.matches.find((match) => options.includes(match.option));
}
