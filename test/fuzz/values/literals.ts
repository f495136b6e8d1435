/** Literals and keys as text. */
import fc from 'fast-check';

const PLAIN = [
  ...['0', '1', '-1', '-0', 'NaN', 'Infinity', '-Infinity', '0.1', '255', '256', '-128', '65535'],
  ...['2147483647', '2147483648', '-2147483648', '4294967295', '4294967296', '9007199254740991'],
  ...['1e21', '5e-324', 'undefined', 'null', 'true', 'false'],
  ...['0n', '1n', '-1n', '9223372036854775808n', '-9223372036854775809n', '(2n ** 200n)'],
  ...["''", "'a'", "'\\xe9'", "'\\u6f22'", "'\\ud800'", "'\\udc00x'", "'\\u{1f600}'", "'\\0'"],
  ...[
    "'x'.repeat(300)",
    "'\\u6f22'.repeat(300)",
    "(i ? 'x' : 'x'.repeat(70000))",
    "'\\ufffd'",
    "'__proto__'",
  ],
] as const;

/** Differ from row to row. */
const OF_ROW = [
  ...[
    'i',
    '-i',
    'i / 2',
    'i % 3 ? i : -0',
    'i * 1e9',
    'i - 100',
    '2 ** i',
    'BigInt(i)',
    '-BigInt(i)',
  ],
  ...["'s' + i", "i % 2 ? i : 's'", "i % 4 ? 'x'.repeat(i) : '\\u6f22'", 'i % 2 ? i : undefined'],
  ...['i % 2 === 0', 'i === 7 ? null : i', "i === 17 ? '\\ud800' : 'a'", 'i % 5 ? i : 0.5'],
] as const;

export const literal: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...PLAIN),
  fc.constantFrom(...OF_ROW),
  fc.integer({ min: -300, max: 300 }).map(String),
);

const KEYS = [
  ...["'a'", "'b'", "'c'", "''", "'0'", "'1'", "'10'", "'-1'", "'01'", "'1.5'", "'4294967294'"],
  ...["'4294967295'", "'__proto__'", "'constructor'", "'toString'", "'length'", "'then'"],
  ...["'toJSON'", "'valueOf'", "'\\ud800'", "'\\ud801'", "'\\ufffd'", "'\\xe9'", "'\\u6f22'"],
  ...["'x'.repeat(300)", "'a b'", "'\\n'", "'\"'", "'`${1}'", "'\\\\'", "'\\u2028'"],
  ...["'k' + i", "i % 2 ? 'a' : 'b'", "'hasOwnProperty'", "'\\0'", 'i'],
] as const;

/** In brackets, so that `__proto__` is a property like others. */
export const key: fc.Arbitrary<string> = fc.constantFrom(...KEYS).map((text) => `[${text}]`);
