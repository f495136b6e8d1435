/**
 * Counts the records that are not what their text says, or whose results are not what is written: JavaScript rounds integers
 * beyond 2⁵³ and knows no 1e400, `JSON.parse` drops a key that comes twice, a decoder replaces bytes that are no UTF-8, and
 * `JSON.stringify` makes `{}` of a Map. Each of them silently; so it is said, once, at the end. With `--strict` such a
 * record is an invalid one.
 */
const KINDS = {
  number: {
    one: 'a number that JavaScript does not hold exactly',
    advice: '--big-int keeps integers',
  },
  key: { one: 'a key twice in one object, of which the last counts', advice: '' },
  utf8: { one: 'bytes that are no UTF-8, and are replaced by U+FFFD', advice: '' },
  result: {
    one: 'a result with a Map, a Set, NaN or Infinity, for which JSON has no text',
    advice: 'return plain objects, arrays and finite numbers',
  },
} as const;

export type Alteration = keyof typeof KINDS;

export class Alterations {
  readonly #isStrict: boolean;
  readonly #counts = new Map<Alteration, number>();
  /** Bytes that are no UTF-8 have been met: from now on, U+FFFD in a record may be one of them. */
  hasBrokenBytes = false;

  constructor(isStrict: boolean) {
    this.#isStrict = isStrict;
  }

  /** Counts it; or returns the error of a record that must not be altered. */
  note(kind: Alteration): Error | undefined {
    if (this.#isStrict) return new TypeError(`${KINDS[kind].one} (--strict)`);
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    return undefined;
  }

  /** Looks for what replaced broken bytes. */
  noteText(text: string): Error | undefined {
    return this.hasBrokenBytes && text.includes('\uFFFD') ? this.note('utf8') : undefined;
  }

  /** A line for each kind that there was. */
  get sentences(): readonly string[] {
    return [...this.#counts].map(([kind, count]) => {
      const { one, advice } = KINDS[kind];
      const hint = advice === '' ? '' : `; ${advice}`;
      return `${count} records had ${one} (--strict makes them invalid${hint})`;
    });
  }
}
