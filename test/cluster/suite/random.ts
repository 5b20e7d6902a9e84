/** Choices that look random and repeat with the seed, so that a failed run can be run again as it was. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  chance(): boolean;
  pick<Choice>(choices: readonly Choice[]): Choice;
  /** Some of the choices, in any order. */
  sample<Choice>(choices: readonly Choice[], count: number): Choice[];
  /** A DNS label that was not given before: `cart-7kq2`. */
  name(): string;
  /** An unprivileged port that was not given before. */
  port(): number;
}

const words = [
  ...['basket', 'billing', 'catalog', 'chat', 'courier', 'fleet', 'forecast', 'gallery', 'harbor', 'invoice'],
  ...['lantern', 'ledger', 'library', 'mailer', 'meadow', 'menu', 'orders', 'parcel', 'pricing', 'quota'],
  ...['radar', 'ranking', 'receipt', 'rewards', 'search', 'shelf', 'stock', 'ticket', 'vault', 'voucher'],
];

/** Letters and digits that make no words by accident and are not mistaken for one another. */
const suffixCharacters = 'bcdfghjkmnpqrstvwxz2456789'.split('');

/** Ports below are privileged or usual, those above are given out by the kernel for outgoing connections. */
const ports = { least: 2000, most: 29999 };

/** Starts a sequence; `purpose` gives each user of one seed a sequence of its own. */
export function startRandom(seed: number, purpose: string): Random {
  let state = hash(`${String(seed)} ${purpose}`);
  const given = new Set<string | number>();

  /** A number from 0 to below 1 (mulberry32: 32 bits of state, good enough for choices). */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const integer = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));

  function pick<Choice>(choices: readonly Choice[]): Choice {
    if (choices.length === 0) throw new Error('there is nothing to choose from');
    return choices[integer(0, choices.length - 1)] as Choice;
  }

  function unused<Value extends string | number>(make: () => Value): Value {
    for (;;) {
      const value = make();
      if (given.has(value)) continue;
      given.add(value);
      return value;
    }
  }

  return {
    integer,
    chance: () => next() < 0.5,
    pick,
    sample: (choices, count) =>
      choices
        .map((choice) => ({ choice, order: next() }))
        .sort((one, other) => one.order - other.order)
        .slice(0, count)
        .map(({ choice }) => choice),
    name: () =>
      unused(() => {
        const suffix = Array.from({ length: 4 }, () => pick(suffixCharacters)).join('');
        return `${pick(words)}-${suffix}`;
      }),
    port: () => unused(() => integer(ports.least, ports.most)),
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value;
}
